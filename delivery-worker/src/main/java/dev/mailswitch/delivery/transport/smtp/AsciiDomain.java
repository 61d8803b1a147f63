package dev.mailswitch.delivery.transport.smtp;

import java.text.Normalizer;
import java.util.Locale;

/// The ASCII form of a domain (RFC 5890, mapping after UTS 46 without its transitional step).
///
/// `java.net.IDN` follows the standard of 2003 and turns `ß` into `ss`: another domain, of another
/// owner. So labels are mapped and encoded here.
final class AsciiDomain {

    private AsciiDomain() {}

    /// The domain, or the address literal, in ASCII.
    ///
    /// @throws IllegalArgumentException if it is neither
    static String of(String domain) {
        if (domain.startsWith("[")) {
            return literal(domain);
        }
        String mapped =
                CommandText.isAscii(domain)
                        ? domain
                        : Normalizer.normalize(domain, Normalizer.Form.NFKC)
                                .toLowerCase(Locale.ROOT)
                                .replace('\u3002', '.');
        requireVisible(mapped);
        StringBuilder out = new StringBuilder(mapped.length() + 16);
        for (String label : mapped.split("\\.", -1)) {
            if (!out.isEmpty()) {
                out.append('.');
            }
            String ascii =
                    CommandText.isAscii(label)
                            ? label
                            : "xn--"
                                    + Punycode.encode(
                                            Normalizer.normalize(label, Normalizer.Form.NFC));
            requireLabel(ascii);
            out.append(ascii);
        }
        if (out.length() > 253) {
            throw new IllegalArgumentException("domain too long");
        }
        return out.toString();
    }

    // Two domains that look alike but for an invisible character are no domains. The joiners are
    // letters' business in some scripts (RFC 5892 appendix A).
    private static void requireVisible(String domain) {
        if (domain.codePoints()
                .anyMatch(
                        c ->
                                Character.getType(c) == Character.FORMAT
                                        && c != 0x200c
                                        && c != 0x200d)) {
            throw new IllegalArgumentException("invisible character in domain");
        }
    }

    private static void requireLabel(String label) {
        if (label.isEmpty() || label.length() > 63) {
            throw new IllegalArgumentException("empty or long label in domain");
        }
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            // The underscore is no host's, but some mail domains have one.
            boolean fits =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '-'
                            || c == '_';
            if (!fits) {
                throw new IllegalArgumentException("character not allowed in domain");
            }
        }
    }

    private static String literal(String domain) {
        boolean closed = domain.endsWith("]") && domain.length() > 2;
        for (int i = 1; closed && i < domain.length() - 1; i++) {
            char c = domain.charAt(i);
            closed =
                    c > ' ' && c < 127 && c != '[' && c != ']' && c != '<' && c != '>' && c != '\\';
        }
        if (!closed) {
            throw new IllegalArgumentException("not an address literal");
        }
        return domain;
    }
}
