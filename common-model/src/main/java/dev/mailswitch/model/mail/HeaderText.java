package dev.mailswitch.model.mail;

import dev.mailswitch.words.ControlCharacters;

/// The one check that keeps a value from becoming two headers.
final class HeaderText {

    private HeaderText() {}

    /// As [#checked(String, String)] where the field that is wrong stands beside the message.
    static String checked(String value) {
        return checked("", value);
    }

    /// Returns `value` if it may stand in a header: no C0 control but the tab, no DEL, no C1 control,
    /// of which U+0085 is a new line to some readers as U+2028 and U+2029 are.
    ///
    /// @param what begins the message, as `the address`; empty: nothing does
    /// @throws IllegalArgumentException naming `what`, never quoting the value
    static String checked(String what, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (breaksLines(c)) {
                throw refused(what, "must not contain line breaks or control characters");
            }
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < value.length()
                                && Character.isLowSurrogate(value.charAt(i + 1));
                if (!pair) {
                    throw refused(what, "must be valid Unicode");
                }
                i++;
            }
        }
        return value;
    }

    private static boolean breaksLines(char c) {
        return c != '\t' && ControlCharacters.is(c);
    }

    private static IllegalArgumentException refused(String what, String why) {
        return new IllegalArgumentException(what.isEmpty() ? why : what + " " + why);
    }
}
