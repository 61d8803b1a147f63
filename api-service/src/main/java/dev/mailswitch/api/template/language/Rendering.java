package dev.mailswitch.api.template.language;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of putting variables into a template.
public sealed interface Rendering {

    /// @param subject one line, fit for a header
    record Rendered(String subject, @Nullable String html, @Nullable String text)
            implements Rendering {}

    /// The template uses what the variables lack.
    ///
    /// @param names sorted, as seen from the outside (`items[].price`: of at least one item); at
    ///              most [Renderer#MOST_NAMES]
    record Missing(List<String> names) implements Rendering {
        public Missing {
            names = List.copyOf(names);
        }
    }

    /// A value is not fit for its place.
    record Invalid(Flaw flaw) implements Rendering {}

    /// Cut off at a limit.
    record TooLarge(Limit limit) implements Rendering {

        /// In words for a person.
        public String words() {
            return switch (limit) {
                case OUTPUT -> "the rendered mail would be too large";
                case STEPS -> "rendering takes too many steps";
            };
        }
    }

    /// Which of [Limits].
    enum Limit {
        OUTPUT,
        STEPS
    }
}
