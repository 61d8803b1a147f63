package dev.mailswitch.api.template;

import dev.mailswitch.api.template.language.Compiled;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Programs by version of their template; those used longest ago go when there is too much.
final class ProgramCache {

    /// @param version of the content
    record Key(TemplateId template, int version) {}

    private final long mostBytes;
    private final Map<Key, Compiled> programs = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /// @param mostBytes of source
    ProgramCache(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    synchronized @Nullable Compiled get(Key key) {
        return programs.get(key);
    }

    synchronized void put(Key key, Compiled program) {
        Compiled before = programs.put(key, program);
        bytes += weight(program) - (before == null ? 0 : weight(before));
        var oldest = programs.entrySet().iterator();
        while (bytes > mostBytes && oldest.hasNext()) {
            bytes -= weight(oldest.next().getValue());
            oldest.remove();
        }
    }

    synchronized int size() {
        return programs.size();
    }

    /// A program has its own weight, however short its source.
    private static long weight(Compiled program) {
        return program.bytes() + 1_000;
    }
}
