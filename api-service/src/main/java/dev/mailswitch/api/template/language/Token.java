package dev.mailswitch.api.template.language;

/// What the scanner finds.
sealed interface Token {

    /// Text between tags.
    record Literal(String text) implements Token {}

    /// @param body        what stands in it, without the sign it starts with
    /// @param trimsBefore `{{~`
    /// @param trimsAfter  `~}}`
    record Tag(Kind kind, String body, Place place, boolean trimsBefore, boolean trimsAfter)
            implements Token {}

    enum Kind {
        VALUE(false),
        RAW_VALUE(false),
        OPEN(true),
        /// `{{else}}`, `{{else if …}}`, `{{^}}`; the body is what follows `else`.
        ELSE(true),
        CLOSE(true),
        COMMENT(true);

        /// Whether it leaves no empty line behind when it has a line for itself.
        final boolean ownsItsLine;

        Kind(boolean ownsItsLine) {
            this.ownsItsLine = ownsItsLine;
        }
    }
}
