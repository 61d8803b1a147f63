package dev.mailswitch.model.wire;

/// Text of strangers, made fit for a log, a row and UTF-8.
final class WireText {

    private WireText() {}

    /// Control characters become spaces (a NUL does not fit into PostgreSQL's text), halves of
    /// surrogate pairs become U+FFFD, and what exceeds `max` UTF-16 units is cut off, never inside
    /// a character.
    static String clean(String text, int max) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), max));
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (Character.isISOControl(point)) {
                point = ' ';
            } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                point = 0xFFFD;
            }
            if (out.length() + Character.charCount(point) > max) {
                break;
            }
            out.appendCodePoint(point);
        }
        return out.toString();
    }
}
