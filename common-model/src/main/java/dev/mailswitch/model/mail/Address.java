package dev.mailswitch.model.mail;

import java.net.IDN;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A mail address with an optional display name, valid by RFC 5321 section 4.1.2 with the
/// extensions of RFC 6531: either part may hold non-ASCII characters. The domain is kept in lower
/// case, the local part as it was given. Immutable.
public final class Address {

    private static final int MAX_OCTETS = 254;

    /// Of a display name, in UTF-8. No standard has a limit; a name is repeated with every mail and
    /// every reading of it, and no mail program shows more.
    public static final int MAX_NAME_OCTETS = 1_024;

    private static final int MAX_LOCAL_OCTETS = 64;
    private static final int MAX_LABEL = 63;

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

    /// Printable ASCII that may stand in an atom (RFC 5322 section 3.2.3).
    private static final boolean[] ATOM_CHAR = new boolean[0x80];

    static {
        for (char c = 0; c < 0x80; c++) {
            ATOM_CHAR[c] =
                    (c >= '0' && c <= '9')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= 'a' && c <= 'z')
                            || "!#$%&'*+/=?^_`{|}~-".indexOf(c) >= 0;
        }
    }

    private final String email;
    private final @Nullable String name;

    /// Computed when first asked for; two threads come to the same.
    private @Nullable String asciiDomain;

    /// @param email `local@domain`, at most 254 octets
    /// @param name  the display name, or null; must not hold a line break, at most
    ///     [#MAX_NAME_OCTETS]
    public Address(String email, @Nullable String name) {
        this(plain(email) ? email : checked(email), name == null ? null : checkedName(name), null);
    }

    private Address(String email, @Nullable String name, @Nullable String asciiDomain) {
        this.email = email;
        this.name = name;
        this.asciiDomain = asciiDomain;
    }

    /// An address as it was taken from [#email] and [#name] before. Not looked at again: what was
    /// once accepted must stay readable, also when later rules are stricter.
    public static Address stored(String email, @Nullable String name) {
        return new Address(email, name, null);
    }

    /// Whether it is one of the usual kind, in ASCII and lower case, and surely valid: this is asked
    /// for every address of every mail, so it is done in one pass.
    static boolean plain(String email) {
        int length = email.length();
        int at = 0;
        char before = '.';
        for (; at < length && email.charAt(at) != '@'; at++) {
            char c = email.charAt(at);
            if (c == '.' ? before == '.' : c >= 0x80 || !ATOM_CHAR[c]) {
                return false;
            }
            before = c;
        }
        if (before == '.' || at > MAX_LOCAL_OCTETS || length > MAX_OCTETS) {
            return false;
        }
        int label = 0;
        before = '-';
        for (int i = at + 1; i < length; i++) {
            char c = email.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            boolean inside = c == '-' && label > 0;
            boolean end = c == '.' && label > 0 && before != '-';
            label = end ? 0 : label + 1;
            if (label > MAX_LABEL || !(letter || inside || end)) {
                return false;
            }
            before = c;
        }
        return label > 0 && before != '-';
    }

    /// The address with its domain in lower case.
    static String checked(String email) {
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
        String whole = local + "@" + domain;
        if (octets(whole) > MAX_OCTETS || octets(local) + 1 + onTheWire.length() > MAX_OCTETS) {
            throw new IllegalArgumentException("the address exceeds 254 octets");
        }
        return whole;
    }

    private static @Nullable String checkedName(String given) {
        String name = HeaderText.checked("the name", given).strip();
        if (octets(name) > MAX_NAME_OCTETS) {
            throw new IllegalArgumentException("the name exceeds 1,024 octets");
        }
        return name.isEmpty() ? null : name;
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
        String known = asciiDomain;
        if (known == null) {
            String domain = domain();
            known = domain.startsWith("[") || isAscii(domain) ? domain : ascii(domain);
            asciiDomain = known;
        }
        return known;
    }

    /// The address as SMTP carries it: the domain in ASCII.
    public String onTheWire() {
        return isAscii(email) ? email : local() + "@" + asciiDomain();
    }

    /// `local@domain`.
    public String email() {
        return email;
    }

    /// The display name, or null.
    public @Nullable String name() {
        return name;
    }

    public String local() {
        return email.substring(0, email.lastIndexOf('@'));
    }

    /// `a***@example.com`: whoever knows the address recognises it, others do not learn it.
    public String masked() {
        String local = local();
        return local.substring(0, local.offsetByCodePoints(0, 1)) + "***@" + domain();
    }

    /// Of address and name together, in UTF-8.
    public int octets() {
        return octets(email) + (name == null ? 0 : octets(name));
    }

    public Optional<String> displayName() {
        return Optional.ofNullable(name);
    }

    /// Whether the part before the @ needs SMTPUTF8 (RFC 6531); a domain never does.
    public boolean needsSmtpUtf8() {
        return !isAscii(email) && !isAscii(local());
    }

    /// What makes two spellings one recipient: domains are compared in punycode, local parts as
    /// lower case, because no host of note tells them apart.
    public String key() {
        return local().toLowerCase(Locale.ROOT) + "@" + asciiDomain();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Address that
                && email.equals(that.email)
                && Objects.equals(name, that.name);
    }

    @Override
    public int hashCode() {
        return email.hashCode() * 31 + Objects.hashCode(name);
    }

    @Override
    public String toString() {
        return name == null ? email : name + " <" + email + ">";
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
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
