package dev.mailswitch.model.mail;

/// The one check that keeps a value from becoming two headers.
final class HeaderText {

    private HeaderText() {}

    /// Returns `value` if it may stand in a header: no C0 control but the tab, no DEL.
    ///
    /// @throws IllegalArgumentException naming `what`, never quoting the value
    static String checked(String what, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                throw new IllegalArgumentException(
                        what + " must not contain line breaks or control characters");
            }
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < value.length()
                                && Character.isLowSurrogate(value.charAt(i + 1));
                if (!pair) {
                    throw new IllegalArgumentException(what + " must be valid Unicode");
                }
                i++;
            }
        }
        return value;
    }
}
