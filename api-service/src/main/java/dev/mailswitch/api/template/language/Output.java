package dev.mailswitch.api.template.language;

import dev.mailswitch.api.template.language.Rendering.Limit;

/// What was rendered so far, and what may still be: every write is counted before it is made, so
/// that nothing larger than the limit is ever in memory.
final class Output {

    /// Ends a rendering that would go over a limit; never leaves the package.
    static final class CutOff extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Limit limit;

        private CutOff(Limit limit) {
            super(limit.name(), null, false, false);
            this.limit = limit;
        }

        Limit limit() {
            return limit;
        }
    }

    private final StringBuilder written = new StringBuilder();
    private int bytesLeft;
    private int stepsLeft;

    Output(Limits limits) {
        bytesLeft = limits.output();
        stepsLeft = limits.steps();
    }

    /// Takes what was written since the last time.
    String take() {
        String part = written.toString();
        written.setLength(0);
        return part;
    }

    void spend(int steps) {
        stepsLeft -= steps;
        if (stepsLeft < 0) {
            throw new CutOff(Limit.STEPS);
        }
    }

    void write(String text) {
        write(text, 0, text.length());
    }

    /// With every character that means something in HTML, in text or in an attribute, as an entity
    /// (the list of Handlebars).
    void writeEscaped(String text) {
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            String entity = entity(text.charAt(i));
            if (!entity.isEmpty()) {
                write(text, from, i);
                write(entity, 0, entity.length());
                from = i + 1;
            }
        }
        write(text, from, text.length());
    }

    private static String entity(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#x27;";
            case '`' -> "&#x60;";
            case '=' -> "&#x3D;";
            default -> "";
        };
    }

    private void write(String text, int from, int to) {
        if (to - from > bytesLeft) {
            throw new CutOff(Limit.OUTPUT);
        }
        bytesLeft -= bytes(text, from, to);
        if (bytesLeft < 0) {
            throw new CutOff(Limit.OUTPUT);
        }
        written.append(text, from, to);
    }

    /// In UTF-8; half a surrogate pair counts two.
    static int bytes(String text, int from, int to) {
        int bytes = to - from;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
