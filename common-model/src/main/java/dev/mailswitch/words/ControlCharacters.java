package dev.mailswitch.words;

/// What no line of text may have in it: it would end the line, or mean something to what reads it.
public final class ControlCharacters {

    private ControlCharacters() {}

    /// Whether a text has one. Half a surrogate pair is none, and not looked for.
    public static boolean in(String text) {
        return text.chars().anyMatch(ControlCharacters::is);
    }

    /// Whether this is one: of C0, DEL, of C1, of which U+0085 is a new line to some readers, or a line
    /// or paragraph separator (U+2028, U+2029), which is a line break too.
    ///
    /// @param unit of UTF-16, or a code point
    public static boolean is(int unit) {
        return Character.isISOControl(unit) || unit == 0x2028 || unit == 0x2029;
    }
}
