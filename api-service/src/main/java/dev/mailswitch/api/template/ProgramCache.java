package dev.mailswitch.api.template;

import dev.mailswitch.api.template.language.Compiled;
import dev.mailswitch.model.id.TemplateId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Programs by version of their template; those used longest ago go when there is too much.
final class ProgramCache {

    /// @param version of the content
    record Key(TemplateId template, int version) {}

    private final long mostWeight;
    private final Map<Key, Compiled> programs = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;

    /// @param mostWeight bytes of memory, about
    ProgramCache(long mostWeight) {
        this.mostWeight = mostWeight;
    }

    synchronized @Nullable Compiled get(Key key) {
        return programs.get(key);
    }

    synchronized void put(Key key, Compiled program) {
        Compiled before = programs.put(key, program);
        weight += program.weight() - (before == null ? 0 : before.weight());
        var oldest = programs.entrySet().iterator();
        while (weight > mostWeight && oldest.hasNext()) {
            weight -= oldest.next().getValue().weight();
            oldest.remove();
        }
    }

    synchronized int size() {
        return programs.size();
    }
}
