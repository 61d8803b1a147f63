package dev.mailswitch.api.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// An SPF record (RFC 7208), read but not evaluated: which hosts may send is the provider's affair.
///
/// @param includes the domains it includes or redirects to
/// @param all      what happens to everybody else: `-`, `~`, `?` or `+`
record Spf(List<String> includes, Optional<String> all) {

    private static final Pattern TERM =
            Pattern.compile(
                    "[-+~?]?(all|(include|exists):[^/]+|(a|mx|ptr)(:[^/]+)?(/\\d{1,3})?(//\\d{1,3})?"
                            + "|ip4:[0-9.]+(/\\d{1,2})?|ip6:[0-9a-f:.]+(/\\d{1,3})?)"
                            + "|[a-z][a-z0-9_.-]*=.*");

    static boolean is(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals("v=spf1") || lower.startsWith("v=spf1 ");
    }

    /// Reads it; empty if a term is none, and receivers will reject the whole.
    static Optional<Spf> parse(String text) {
        List<String> includes = new ArrayList<>();
        Optional<String> all = Optional.empty();
        for (String term :
                text.toLowerCase(Locale.ROOT).substring("v=spf1".length()).split(" ", -1)) {
            if (term.isEmpty()) {
                continue;
            }
            if (!TERM.matcher(term).matches()) {
                return Optional.empty();
            }
            String mechanism = term.replaceFirst("^[-+~?]", "");
            if (mechanism.startsWith("include:") || mechanism.startsWith("redirect=")) {
                includes.add(mechanism.replaceFirst("^(include:|redirect=)", ""));
            } else if (mechanism.equals("all")) {
                all = Optional.of(term.equals("all") ? "+" : term.substring(0, 1));
            }
        }
        return Optional.of(new Spf(includes, all));
    }
}
