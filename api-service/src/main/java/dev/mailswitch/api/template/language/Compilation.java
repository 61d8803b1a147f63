package dev.mailswitch.api.template.language;

import java.util.List;

/// What came of reading a template.
public sealed interface Compilation permits Compiled, Compilation.Flawed {

    /// @param flaws the first of each part that has one
    record Flawed(List<Flaw> flaws) implements Compilation {
        public Flawed {
            flaws = List.copyOf(flaws);
        }
    }

    /// Reads all parts.
    static Compilation of(Source source, Limits limits) {
        return Compiled.of(source, limits);
    }
}
