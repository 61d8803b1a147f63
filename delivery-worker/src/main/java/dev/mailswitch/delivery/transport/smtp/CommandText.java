package dev.mailswitch.delivery.transport.smtp;

import dev.mailswitch.words.ControlCharacters;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/// What may stand on a command line. Nothing from outside gets there without having passed here, so
/// no address can end the line and begin a command of its own.
final class CommandText {

    private static final int MAX_PATH_OCTETS = 320;

    private CommandText() {}

    /// No control characters at all, Unicode line breaks and half surrogates included.
    static void requireNoControls(String what, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (ControlCharacters.is(c)) {
                throw new IllegalArgumentException("control character in " + what);
            }
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < text.length()
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new IllegalArgumentException("half a character in " + what);
                }
                i++;
            }
        }
    }

    /// One printable ASCII word, not empty.
    static void requireWord(String what, String text) {
        if (text.isEmpty() || text.length() > 255) {
            throw new IllegalArgumentException(what + " is empty or too long");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 127 || c == '<' || c == '>') {
                throw new IllegalArgumentException("character not allowed in " + what);
            }
        }
    }

    /// `local@domain` that can stand between angle brackets: neither controls nor angle brackets
    /// anywhere, blanks only inside a quoted local part, and a domain in ASCII.
    static void requirePath(String address) {
        requireNoControls("address", address);
        int at = address.lastIndexOf('@');
        if (at < 1 || at == address.length() - 1) {
            throw new IllegalArgumentException("not an address");
        }
        if (address.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_OCTETS) {
            throw new IllegalArgumentException("address too long");
        }
        if (address.indexOf('<') >= 0 || address.indexOf('>') >= 0) {
            throw new IllegalArgumentException("angle bracket in address");
        }
        boolean quoted = false;
        for (int i = 0; i < at; i++) {
            char c = address.charAt(i);
            if (c == '\\' && quoted) {
                // Whatever is escaped is part of the quoted string.
                i++;
                if (i == at) {
                    throw new IllegalArgumentException("not an address");
                }
                c = 'x';
            } else if (c == '"') {
                quoted = !quoted;
            }
            if (!quoted && (Character.isWhitespace(c) || Character.isSpaceChar(c))) {
                throw new IllegalArgumentException("blank in address");
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("open quote in address");
        }
        String domain = address.substring(at + 1);
        boolean literal = domain.startsWith("[");
        if (literal ? !domain.endsWith("]") : domain.startsWith(".") || domain.contains("..")) {
            throw new IllegalArgumentException("not a domain");
        }
        for (int i = at + 1; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c <= ' ' || c >= 127 || c == '"' || c == '\\') {
                throw new IllegalArgumentException("character not allowed in domain");
            }
        }
    }

    static boolean hasUnicodeLocalPart(String address) {
        int at = address.lastIndexOf('@');
        return at > 0 && !isAscii(address.substring(0, at));
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 126) {
                return false;
            }
        }
        return true;
    }

    /// RFC 3461 §4: printable ASCII but `+` and `=`, all other octets as `+XX`.
    static String xtext(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 127 && b != '+' && b != '=') {
                out.append((char) b);
            } else {
                out.append('+').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return out.toString();
    }

    /// An address for ORCPT: `rfc822;` in xtext, or, with other than ASCII in it, `utf-8;` in
    /// utf-8-addr-xtext (RFC 6533 §3).
    static String originalRecipient(String address) {
        if (isAscii(address)) {
            return "rfc822;" + xtext(address);
        }
        StringBuilder out = new StringBuilder("utf-8;");
        address.codePoints()
                .forEach(
                        c -> {
                            if (c > ' ' && c < 127 && c != '+' && c != '=' && c != '\\') {
                                out.append((char) c);
                            } else {
                                out.append("\\x{")
                                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                                        .append('}');
                            }
                        });
        return out.toString();
    }
}
