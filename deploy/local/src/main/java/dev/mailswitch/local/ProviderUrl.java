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
/// @param password goes with the user name, and is not empty
/// @param tier 0 to 9, as the API takes it; 0 is tried first
/// @param weight share within the tier, 0 to 1000, as the API takes it; 0: none while another of the
///     tier can
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
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");
    private static final int MOST_TIER = 9;
    private static final int MOST_WEIGHT = 1_000;

    ProviderUrl {
        if (!NAME.matcher(name).matches()) {
            throw new UsageError("name must have 1 to 64 of A-Z a-z 0-9 _ -, not '" + name + "'");
        }
        if (!SECURITY.contains(security)) {
            throw new UsageError("security must be one of none, starttls, opportunistic, tls");
        }
        if (tier < 0 || tier > MOST_TIER) {
            throw new UsageError(
                    "tier must be 0 to %d, not %d; without one it is the place among the options"
                            .formatted(MOST_TIER, tier));
        }
        if (weight < 0 || weight > MOST_WEIGHT) {
            throw new UsageError("weight must be 0 to %d, not %d".formatted(MOST_WEIGHT, weight));
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
    /// @throws UsageError naming the option and what is wrong, never the password
    static ProviderUrl parse(String text, int place) {
        try {
            return read(text, place);
        } catch (UsageError wrong) {
            throw new UsageError(
                    "--provider number %d: %s".formatted(place + 1, wrong.getMessage()));
        }
    }

    private static ProviderUrl read(String text, int place) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException none) {
            throw new UsageError(
                    "must be like smtp://user:pass@host:587 or sandbox://name, special characters in"
                            + " user and password percent-encoded");
        }
        String authority = uri.getRawAuthority();
        if (authority == null || authority.isEmpty()) {
            throw new UsageError("has no host");
        }
        if (uri.getFragment() != null || !"/".startsWith(String.valueOf(uri.getRawPath()))) {
            throw new UsageError("has a path; percent-encode / and # in user and password");
        }
        Map<String, String> parameters = parameters(uri.getRawQuery());
        int tier = whole(parameters, "tier", place);
        int weight = whole(parameters, "weight", 1);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "sandbox" -> sandbox(authority, parameters, tier, weight);
            case "smtp" -> smtp(authority, false, parameters, tier, weight);
            case "smtps" -> smtp(authority, true, parameters, tier, weight);
            default -> throw new UsageError("must begin with smtp://, smtps:// or sandbox://");
        };
    }

    private static ProviderUrl sandbox(
            String authority, Map<String, String> parameters, int tier, int weight) {
        if (authority.contains("@") || authority.contains(":")) {
            throw new UsageError("must be sandbox://name, without user, password and port");
        }
        if (parameters.containsKey("security")) {
            throw new UsageError("security is for smtp:// alone");
        }
        String name = parameters.getOrDefault("name", decode(authority));
        return new ProviderUrl(name, "sandbox", "", 0, "none", null, null, tier, weight);
    }

    private static ProviderUrl smtp(
            String authority, boolean tls, Map<String, String> parameters, int tier, int weight) {
        String security = parameters.getOrDefault("security", tls ? "tls" : "opportunistic");
        if (tls && !security.equals("tls")) {
            throw new UsageError("smtps:// is TLS; leave security out, or begin with smtp://");
        }
        int at = authority.lastIndexOf('@');
        String[] user = at < 0 ? new String[0] : authority.substring(0, at).split(":", 2);
        if (user.length == 2 && user[0].isEmpty()) {
            throw new UsageError("has a password but no user");
        }
        // An empty one the API would refuse, when half of the installation is up.
        if (user.length == 1 || user.length == 2 && user[1].isEmpty()) {
            throw new UsageError("has a user but no password");
        }
        HostPort server = HostPort.of(authority.substring(at + 1), tls ? 465 : 25);
        return new ProviderUrl(
                parameters.getOrDefault("name", server.asName()),
                "smtp",
                server.host(),
                server.port(),
                security,
                user.length == 0 ? null : decode(user[0]),
                user.length == 0 ? null : decode(user[1]),
                tier,
                weight);
    }

    /// Never the password.
    @Override
    public String toString() {
        return "%s (%s, tier %d, weight %d)"
                .formatted(name, kind.equals("smtp") ? host + ":" + port : kind, tier, weight);
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> found = new HashMap<>();
        if (query == null || query.isEmpty()) {
            return found;
        }
        for (String pair : query.split("&")) {
            String[] sides = pair.split("=", 2);
            if (!PARAMETERS.contains(sides[0])) {
                // Not repeated: it may be the rest of a password.
                throw new UsageError(
                        "knows name, tier, weight and security after the ? and nothing else;"
                                + " percent-encode ? and & in user and password");
            }
            if (sides.length < 2) {
                throw new UsageError("%1$s needs a value: %1$s=…".formatted(sides[0]));
            }
            if (found.put(sides[0], decode(sides[1])) != null) {
                throw new UsageError(sides[0] + " is given twice");
            }
        }
        return found;
    }

    private static int whole(Map<String, String> parameters, String name, int otherwise) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!WHOLE.matcher(text).matches()) {
            throw new UsageError("%s must be a whole number, not '%s'".formatted(name, text));
        }
        return Integer.parseInt(text);
    }

    // RFC 3986: a plus is a plus.
    private static String decode(String raw) {
        String text;
        try {
            text = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UsageError("has a broken percent-encoding");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new UsageError("has a line break or another control character (%00 to %1F, %7F)");
        }
        return text;
    }

    private record HostPort(String host, int port) {

        static HostPort of(String text, int usual) {
            boolean bracketed = text.startsWith("[");
            int end = bracketed ? text.indexOf(']') + 1 : text.lastIndexOf(':');
            if (bracketed && end == 0) {
                throw new UsageError("has a broken address");
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
                throw new UsageError("needs a host and a port from 1 to 65535");
            }
            return new HostPort(host, port);
        }

        String asName() {
            return (host + "-" + port).replaceAll("[^A-Za-z0-9_-]", "-");
        }
    }
}
