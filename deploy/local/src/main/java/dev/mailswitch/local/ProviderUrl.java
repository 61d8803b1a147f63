package dev.mailswitch.local;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A provider as `--provider` names it:
/// `smtp://user:pass@host:port?name=a&tier=0&weight=3&security=starttls`, `smtps://…` or
/// `sandbox://name`. User and password are percent-encoded where they hold `:/?#[]@%`.
///
/// @param name of the provider; host and port if none is given
/// @param kind `smtp` or `sandbox`
/// @param host of the SMTP server; empty for a sandbox
/// @param port of the SMTP server; 0 for a sandbox
/// @param security `none`, `starttls`, `opportunistic` or `tls`
/// @param username null when the server asks for none
/// @param password goes with the user name
/// @param tier 0 is tried first
/// @param weight share within the tier, 1 or more
record ProviderUrl(
        String name,
        String kind,
        String host,
        int port,
        String security,
        @Nullable String username,
        @Nullable String password,
        int tier,
        int weight) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Set<String> SECURITY = Set.of("none", "starttls", "opportunistic", "tls");
    private static final Set<String> PARAMETERS = Set.of("name", "tier", "weight", "security");

    ProviderUrl {
        if (!NAME.matcher(name).matches()) {
            throw new UsageError("a provider's name must match " + NAME + ", not '" + name + "'");
        }
        if (!SECURITY.contains(security)) {
            throw new UsageError("security must be one of none, starttls, opportunistic, tls");
        }
        if (tier < 0 || weight < 1) {
            throw new UsageError("tier must be 0 or more and weight 1 or more");
        }
    }

    /// A sandbox provider.
    static ProviderUrl sandbox(String name, int tier) {
        return new ProviderUrl(name, "sandbox", "", 0, "none", null, null, tier, 1);
    }

    /// Reads a URL.
    ///
    /// @param text as above
    /// @param place its place among the `--provider` options, which is its tier unless it says one
    /// @throws UsageError naming what is wrong, never the password
    static ProviderUrl parse(String text, int place) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException none) {
            throw new UsageError(
                    wrong(
                            place,
                            "must be like smtp://user:pass@host:587 or sandbox://name, special"
                                    + " characters in user and password percent-encoded"));
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String authority = uri.getRawAuthority();
        if (authority == null || authority.isEmpty()) {
            throw new UsageError(wrong(place, "has no host"));
        }
        if (uri.getFragment() != null || !"/".startsWith(String.valueOf(uri.getRawPath()))) {
            throw new UsageError(
                    wrong(place, "has a path; percent-encode / and # in user and password"));
        }
        Map<String, String> parameters = parameters(uri.getRawQuery(), place);
        int tier = number(parameters, "tier", place, place);
        int weight = number(parameters, "weight", 1, place);
        if (scheme.equals("sandbox")) {
            String name = parameters.getOrDefault("name", decode(authority, place));
            return new ProviderUrl(name, "sandbox", "", 0, "none", null, null, tier, weight);
        }
        if (!scheme.equals("smtp") && !scheme.equals("smtps")) {
            throw new UsageError(wrong(place, "must begin with smtp://, smtps:// or sandbox://"));
        }
        boolean tls = scheme.equals("smtps");
        int at = authority.lastIndexOf('@');
        String[] user = at < 0 ? new String[0] : authority.substring(0, at).split(":", 2);
        if (user.length == 1) {
            throw new UsageError(wrong(place, "has a user but no password"));
        }
        HostPort server = HostPort.of(authority.substring(at + 1), tls ? 465 : 25, place);
        return new ProviderUrl(
                parameters.getOrDefault("name", server.asName()),
                "smtp",
                server.host(),
                server.port(),
                parameters.getOrDefault("security", tls ? "tls" : "opportunistic"),
                user.length == 0 ? null : decode(user[0], place),
                user.length == 0 ? null : decode(user[1], place),
                tier,
                weight);
    }

    /// Never the password.
    @Override
    public String toString() {
        return "%s (%s, tier %d, weight %d)"
                .formatted(name, kind.equals("smtp") ? host + ":" + port : kind, tier, weight);
    }

    private static Map<String, String> parameters(@Nullable String query, int place) {
        Map<String, String> found = new HashMap<>();
        if (query == null || query.isEmpty()) {
            return found;
        }
        for (String pair : query.split("&")) {
            String[] sides = pair.split("=", 2);
            if (!PARAMETERS.contains(sides[0]) || sides.length < 2) {
                throw new UsageError(
                        wrong(place, "knows name, tier, weight and security, not '" + pair + "'"));
            }
            found.put(sides[0], decode(sides[1], place));
        }
        return found;
    }

    private static int number(
            Map<String, String> parameters, String name, int otherwise, int place) {
        try {
            return Integer.parseInt(parameters.getOrDefault(name, Integer.toString(otherwise)));
        } catch (NumberFormatException e) {
            throw new UsageError(wrong(place, name + " must be a number"));
        }
    }

    // RFC 3986: a plus is a plus.
    private static String decode(String raw, int place) {
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UsageError(wrong(place, "has a broken percent-encoding"));
        }
    }

    private static String wrong(int place, String what) {
        return "--provider number " + (place + 1) + ": " + what;
    }

    private record HostPort(String host, int port) {

        static HostPort of(String text, int usual, int place) {
            boolean bracketed = text.startsWith("[");
            int end = bracketed ? text.indexOf(']') + 1 : text.lastIndexOf(':');
            if (bracketed && end == 0) {
                throw new UsageError(wrong(place, "has a broken address"));
            }
            String host = end < 0 ? text : text.substring(0, end);
            String rest = end < 0 ? "" : text.substring(end);
            if (bracketed) {
                host = host.substring(1, host.length() - 1);
            }
            int port = usual;
            if (!rest.isEmpty()) {
                try {
                    port = Integer.parseInt(rest.substring(1));
                } catch (NumberFormatException e) {
                    port = 0;
                }
            }
            if (host.isEmpty() || port < 1 || port > 65535) {
                throw new UsageError(wrong(place, "needs a host and a port from 1 to 65535"));
            }
            return new HostPort(host, port);
        }

        String asName() {
            return (host + "-" + port).replaceAll("[^A-Za-z0-9_-]", "-");
        }
    }
}
