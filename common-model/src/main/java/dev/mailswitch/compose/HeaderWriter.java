package dev.mailswitch.compose;

import dev.mailswitch.model.mail.Address;
import java.util.List;

/// Writes header fields: encoded where they must be, folded where they can be, never above 998
/// octets a line (RFC 5322 section 2.1.1).
final class HeaderWriter {

    private static final int SOFT = 78;

    /// The longest run without a place to break that is left as it is; above, it is encoded.
    private static final int LONGEST_RUN = 900;

    /// A display name above this is encoded, because only encoded words can be folded anywhere.
    private static final int LONGEST_NAME = 60;

    private final MimeBuffer out;
    private final boolean utf8;

    /// @param utf8 whether addresses may be written in UTF-8 (RFC 6532)
    HeaderWriter(MimeBuffer out, boolean utf8) {
        this.out = out;
        this.utf8 = utf8;
    }

    /// A field whose value is short, of ASCII, and never folded.
    void fixed(String name, String value) {
        out.ascii(name).ascii(": ").ascii(value).crlf();
    }

    /// A field of free text (RFC 5322 section 3.6.5).
    void text(String name, String value) {
        out.ascii(name).octet(':');
        if (!value.isEmpty()) {
            out.octet(' ');
            if (plain(value)) {
                folded(value);
            } else {
                EncodedWords.write(out, value);
            }
        }
        out.crlf();
    }

    /// A field of addresses; nothing if there are none.
    void addresses(String name, List<Address> addresses) {
        if (addresses.isEmpty()) {
            return;
        }
        out.ascii(name).octet(':');
        boolean first = true;
        for (Address address : addresses) {
            if (!first) {
                out.octet(',');
            }
            mailbox(address, first);
            first = false;
        }
        out.crlf();
    }

    private void mailbox(Address address, boolean first) {
        String email = utf8 ? address.email() : address.onTheWire();
        String name = address.name();
        String phrase = name == null ? "" : phrase(name);
        // With the brackets, and a comma after.
        int emailLength = email.length() + 3;
        int whole =
                name == null
                        ? email.length() + 1
                        : phrase.isEmpty()
                                ? EncodedWords.MIN_ROOM + 2
                                : phrase.length() + 1 + emailLength;
        if (!first && out.column() + 1 + whole > SOFT) {
            out.fold();
        } else {
            out.octet(' ');
        }
        if (name != null) {
            if (phrase.isEmpty()) {
                EncodedWords.write(out, name);
            } else {
                out.ascii(phrase);
            }
            if (out.column() + 1 + emailLength > SOFT - 2) {
                out.fold();
            } else {
                out.octet(' ');
            }
            out.octet('<').utf8(email).octet('>');
        } else {
            out.utf8(email);
        }
    }

    /// A display name as a quoted string, or as it is if it consists of atoms; empty if it must be
    /// encoded.
    private static String phrase(String name) {
        if (name.length() > LONGEST_NAME || !printable(name) || name.contains("=?")) {
            return "";
        }
        boolean atoms = !name.contains("  ");
        for (int i = 0; i < name.length() && atoms; i++) {
            char c = name.charAt(i);
            atoms = Character.isLetterOrDigit(c) || " !#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
        }
        return atoms ? name : quoted(name);
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 8).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    private static boolean plain(String value) {
        if (!printable(value)
                || value.charAt(0) == ' '
                || value.charAt(value.length() - 1) == ' '
                || value.contains("=?")) {
            return false;
        }
        int run = 0;
        for (int i = 0; i < value.length(); i++) {
            run = value.charAt(i) == ' ' && breakable(value, i) ? 0 : run + 1;
            if (run > LONGEST_RUN) {
                return false;
            }
        }
        return true;
    }

    static boolean printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /// Breaks lines before single spaces, so that unfolding gives the same text back.
    private void folded(String value) {
        int from = 0;
        while (value.length() - from > SOFT - out.column()) {
            int at = breakAt(value, from, from + SOFT - out.column());
            if (at < 0) {
                break;
            }
            out.ascii(value.substring(from, at)).crlf();
            from = at;
        }
        out.ascii(value.substring(from));
    }

    /// The last place to break before `limit`, else the first one after it; -1 if there is none.
    private static int breakAt(String value, int from, int limit) {
        for (int i = Math.min(limit, value.length() - 2); i > from; i--) {
            if (breakable(value, i)) {
                return i;
            }
        }
        for (int i = Math.max(limit, from) + 1; i < value.length() - 1; i++) {
            if (breakable(value, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean breakable(String value, int at) {
        return value.charAt(at) == ' '
                && value.charAt(at - 1) != ' '
                && value.charAt(at + 1) != ' ';
    }
}
