package dev.mailswitch.api.domain;

import dev.mailswitch.model.mail.Address;
import java.util.Set;
import java.util.regex.Pattern;

/// The name of a sender domain: lower case, in punycode, never of those under which anybody can
/// register.
///
/// @param value as DNS carries it, without a dot at the end
record DomainName(String value) {

    private static final Pattern TOP = Pattern.compile("[a-z]{2,63}|xn--[a-z0-9-]{1,59}");
    private static final Pattern COUNTRY = Pattern.compile("[a-z]{2}");

    /// What registries of countries sell names under. No list of public suffixes: nobody who does
    /// not run one of them can publish a record there.
    private static final Set<String> SECOND_LEVEL =
            Set.of("ac", "co", "com", "edu", "gob", "gov", "mil", "ne", "net", "nom", "or", "org");

    /// Reads a name as people write it.
    ///
    /// @throws IllegalArgumentException in words for the caller, without quoting what was sent
    static DomainName parse(String text) {
        String name;
        try {
            name = Address.of("postmaster@" + text).asciiDomain();
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException("must be the name of a domain", none);
        }
        String[] labels = name.split("\\.", -1);
        if (text.indexOf('@') >= 0 || name.length() > 220) {
            // Room for _domainkey and a selector within the 253 octets of a name.
            throw new IllegalArgumentException("must be the name of a domain");
        }
        String top = labels[labels.length - 1];
        if (labels.length < 2 || !TOP.matcher(top).matches()) {
            throw new IllegalArgumentException("must be a domain below a top-level domain");
        }
        if (labels.length == 2
                && COUNTRY.matcher(top).matches()
                && SECOND_LEVEL.contains(labels[0])) {
            throw new IllegalArgumentException(
                    "is a domain under which anybody can register; name your own below it");
        }
        return new DomainName(name);
    }

    /// Whether mail of that address speaks for this domain: it is in it or below it.
    boolean covers(Address address) {
        String domain = address.asciiDomain();
        return domain.equals(value) || domain.endsWith("." + value);
    }
}
