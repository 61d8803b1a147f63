package dev.mailswitch.model.mail;

import java.net.IDN;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A mail address with an optional display name, valid by RFC 5321 section 4.1.2 with the
/// extensions of RFC 6531: either part may hold non-ASCII characters. The domain is kept in lower
/// case, the local part as it was given.
///
/// @param email `local@domain`, at most 254 octets
/// @param name  the display name, or null; never holds a line break
public record Address(String email, @Nullable String name) {

    private static final int MAX_OCTETS = 254;
    private static final int MAX_LOCAL_OCTETS = 64;

    /// Letters of any script, but no space, line separator or control character of Unicode:
    /// programs take some of them for line breaks.
    private static final String ATEXT =
            "[\\p{Alnum}!#$%&'*+/=?^_`{|}~\\u0080-\\x{10FFFF}-&&[^\\p{Cc}\\p{Z}]]";

    private static final Pattern ATOM = Pattern.compile(ATEXT + "+(\\." + ATEXT + "+)*");
    private static final Pattern QUOTED =
            Pattern.compile("\"([^\"\\\\\\p{Cc}\\p{Zl}\\p{Zp}]|\\\\[\\x20-\\x7e])*\"");
    private static final Pattern LABELS =
            Pattern.compile("(?!-)[a-z0-9-]{1,63}(?<!-)(\\.(?!-)[a-z0-9-]{1,63}(?<!-))*");
    private static final Pattern LITERAL_4 = Pattern.compile("\\[(\\d{1,3}(?:\\.\\d{1,3}){3})]");
    private static final Pattern LITERAL_6 =
            Pattern.compile("\\[ipv6:([0-9a-f.]*:[0-9a-f:.]{1,44})]");

    /// Sharp s, final sigma and the joiners: IDNA 2008 keeps them, IDNA 2003, which Java speaks,
    /// turns them into another domain, whose owner may be somebody else.
    private static final Pattern AMBIGUOUS =
            Pattern.compile("[\\u00df\\u1e9e\\u03c2\\u200c\\u200d]");

    public Address {
        HeaderText.checked("the address", email);
        if (email.length() > MAX_OCTETS) {
            throw new IllegalArgumentException("the address exceeds 254 octets");
        }
        int at = email.lastIndexOf('@');
        if (at < 1 || at == email.length() - 1) {
            throw new IllegalArgumentException("the address must have the form local@domain");
        }
        String local = email.substring(0, at);
        String given = email.substring(at + 1);
        if (AMBIGUOUS.matcher(given).find()) {
            throw new IllegalArgumentException(
                    "the domain holds a character that stands for two domains; write it as xn--");
        }
        // Java makes a capital sigma at the end of a word a final one.
        String domain = given.toLowerCase(Locale.ROOT).replace('\u03c2', '\u03c3');
        if (!ATOM.matcher(local).matches() && !QUOTED.matcher(local).matches()) {
            throw new IllegalArgumentException("the part before the @ is not valid");
        }
        if (octets(local) > MAX_LOCAL_OCTETS) {
            throw new IllegalArgumentException("the part before the @ exceeds 64 octets");
        }
        String onTheWire = domain.startsWith("[") ? literal(domain) : ascii(domain);
        if (!domain.startsWith("[") && !LABELS.matcher(onTheWire).matches()) {
            throw new IllegalArgumentException("the domain is not valid");
        }
        email = local + "@" + domain;
        if (octets(email) > MAX_OCTETS || octets(local) + 1 + onTheWire.length() > MAX_OCTETS) {
            throw new IllegalArgumentException("the address exceeds 254 octets");
        }
        if (name != null) {
            name = HeaderText.checked("the name", name).strip();
            if (name.isEmpty()) {
                name = null;
            }
        }
    }

    public static Address of(String email) {
        return new Address(email, null);
    }

    /// Reads `a@b`, `<a@b>`, `Name <a@b>` or `"Name, quoted" <a@b>`.
    ///
    /// @throws IllegalArgumentException in words for the sender, without quoting what was sent
    public static Address parse(String text) {
        String stripped = HeaderText.checked("the address", text).strip();
        if (!stripped.endsWith(">")) {
            return of(stripped);
        }
        int open = stripped.lastIndexOf('<');
        if (open < 0) {
            throw new IllegalArgumentException("the address has a > without a <");
        }
        String email = stripped.substring(open + 1, stripped.length() - 1).strip();
        return new Address(email, unquoted(stripped.substring(0, open).strip()));
    }

    /// As [#parse] reads it back: `a@b` or `"Name" <a@b>`.
    public String text() {
        return name == null
                ? email
                : "\"%s\" <%s>".formatted(name.replace("\\", "\\\\").replace("\"", "\\\""), email);
    }

    /// The part after the @, lower case, as it was given (not in punycode).
    public String domain() {
        return email.substring(email.lastIndexOf('@') + 1);
    }

    /// The domain as DNS and SMTP carry it.
    public String asciiDomain() {
        return domain().startsWith("[") ? domain() : ascii(domain());
    }

    public String local() {
        return email.substring(0, email.lastIndexOf('@'));
    }

    public Optional<String> displayName() {
        return Optional.ofNullable(name);
    }

    /// Whether the part before the @ needs SMTPUTF8 (RFC 6531); a domain never does.
    public boolean needsSmtpUtf8() {
        return !local().chars().allMatch(c -> c < 0x80);
    }

    /// What makes two spellings one recipient: domains are compared in punycode, local parts as
    /// lower case, because no host of note tells them apart.
    public String key() {
        return local().toLowerCase(Locale.ROOT) + "@" + asciiDomain();
    }

    private static String ascii(String domain) {
        try {
            return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            return "";
        }
    }

    private static String literal(String domain) {
        Matcher four = LITERAL_4.matcher(domain);
        Matcher six = LITERAL_6.matcher(domain);
        String address = four.matches() ? four.group(1) : six.matches() ? six.group(1) : "";
        try {
            InetAddress.ofLiteral(address);
            return domain;
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException("the address literal is not valid", none);
        }
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String unquoted(String phrase) {
        if (phrase.length() < 2 || !phrase.startsWith("\"") || !phrase.endsWith("\"")) {
            return phrase;
        }
        return phrase.substring(1, phrase.length() - 1).replaceAll("\\\\(.)", "$1");
    }
}
