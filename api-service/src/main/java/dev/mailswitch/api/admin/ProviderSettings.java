package dev.mailswitch.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Nearest;
import dev.mailswitch.provider.CredentialRule;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.VendorSheet;
import dev.mailswitch.provider.VendorSheet.Setting;
import dev.mailswitch.words.ControlCharacters;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What each kind of provider must be told. Whether a host may be called is decided where and when
/// it is called, by the worker's settings; here only addresses are refused that no mail server has.
final class ProviderSettings {

    static final Set<String> SMTP =
            Set.of("host", "port", "security", "username", "auth", "plaintext_auth");
    private static final Set<String> SECURITY = Set.of("none", "opportunistic", "starttls", "tls");
    private static final Set<String> AUTH = Set.of("plain", "login", "cram-md5", "xoauth2");
    static final Pattern HOST =
            Pattern.compile(
                    "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_-]{1,63})*\\.?");
    private static final Pattern IPV6 = Pattern.compile("\\[?[0-9a-fA-F:.]{2,45}]?");
    private static final int LONGEST = 1_000;
    private static final Map<String, JsonNode> NONE = Map.of();
    private static final String HOST_LIKE =
            "must be a host's name or address, such as smtp.example.com, without port and scheme";

    /// What is said of a host that is [nowhere][#nowhere].
    static final String NOWHERE =
            "must not name a link-local, unspecified, multicast or reserved address, which no provider"
                    + " has; give the name of its host";

    private ProviderSettings() {}

    /// The settings as they are stored: texts by name. What is wrong is noted. A value that stays as
    /// it was stored is taken, whatever is asked of new ones since: else nothing else of its provider
    /// could be changed.
    ///
    /// @param stored what the provider has so far
    static Map<String, String> checked(
            ProviderKind kind,
            @Nullable Map<String, JsonNode> given,
            Map<String, String> stored,
            List<FieldError> errors) {
        Map<String, String> settings = new HashMap<>();
        Map<String, String> fresh = new HashMap<>();
        for (Map.Entry<String, JsonNode> each : (given == null ? NONE : given).entrySet()) {
            String name = each.getKey();
            JsonNode value = each.getValue();
            if (value == null || value.isNull()) {
                continue;
            }
            if (value.isValueNode() && value.asText().equals(stored.get(name))) {
                settings.put(name, value.asText());
            } else {
                obstacle(value)
                        .ifPresentOrElse(
                                what -> errors.add(FieldError.invalid(field(name), what)),
                                () -> fresh.put(name, value.asText()));
            }
        }
        settings.putAll(fresh);
        switch (kind) {
            case SANDBOX -> known(fresh, Set.of(), errors);
            case SMTP -> {
                required("host", settings, errors);
                required("port", settings, errors);
                settings.putIfAbsent("security", "opportunistic");
                smtp(fresh, errors);
            }
            case SENDGRID, POSTMARK, SPARKPOST, MAILGUN, SES, RESEND, BREVO, MAILJET -> {
                VendorSheet sheet = kind.sheet().orElseThrow();
                sheet.settings().stream()
                        .filter(Setting::required)
                        .forEach(setting -> required(setting.name(), settings, errors));
                VendorSettings.check(sheet, fresh, errors);
            }
        }
        return settings;
    }

    private static Optional<String> obstacle(JsonNode value) {
        if (!value.isValueNode()) {
            return Optional.of("must be a string, a number, true or false");
        }
        String text = value.asText();
        if (text.isEmpty()) {
            return Optional.of("must not be empty; null takes it away");
        }
        if (text.length() > LONGEST) {
            return Optional.of(
                    "must have at most %d characters, not %d".formatted(LONGEST, text.length()));
        }
        return ControlCharacters.in(text)
                ? Optional.of("must not contain line breaks or other control characters")
                : Optional.empty();
    }

    private static void required(
            String name, Map<String, String> settings, List<FieldError> errors) {
        if (!settings.containsKey(name)) {
            errors.add(FieldError.required(field(name)));
        }
    }

    private static void smtp(Map<String, String> fresh, List<FieldError> errors) {
        known(fresh, SMTP, errors);
        String host = fresh.get("host");
        if (host != null && !HOST.matcher(host).matches() && !literal(host)) {
            errors.add(FieldError.invalid("settings.host", HOST_LIKE));
        } else if (host != null && nowhere(host)) {
            errors.add(FieldError.invalid("settings.host", NOWHERE));
        }
        String port = fresh.get("port");
        if (port != null && (!port.matches("[1-9]\\d{0,4}") || Integer.parseInt(port) > 65_535)) {
            errors.add(
                    FieldError.invalid("settings.port", "must be a whole number from 1 to 65535"));
        }
        String username = fresh.get("username");
        if (username != null) {
            CredentialRule.RELAY_USER
                    .obstacle(username)
                    .ifPresent(what -> errors.add(FieldError.invalid("settings.username", what)));
        }
        oneOf("security", SECURITY, fresh, errors);
        oneOf("auth", AUTH, fresh, errors);
        oneOf("plaintext_auth", Set.of("true", "false"), fresh, errors);
    }

    private static boolean literal(String host) {
        return host.contains(":") && IPV6.matcher(host).matches();
    }

    /// Link-local addresses are those of the metadata service of every cloud (RFC 3927).
    static boolean nowhere(String host) {
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(host.replaceAll("^\\[|]$|\\.$", ""));
        } catch (IllegalArgumentException name) {
            return false;
        }
        byte[] bytes = address.getAddress();
        boolean reserved = bytes.length == 4 && (bytes[0] == 0 || (bytes[0] & 0xf0) == 0xf0);
        return reserved
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress();
    }

    static void oneOf(
            String name, Set<String> words, Map<String, String> settings, List<FieldError> errors) {
        String value = settings.get(name);
        if (value != null && !words.contains(value)) {
            errors.add(
                    FieldError.invalid(
                            field(name),
                            "must be one of "
                                    + String.join(", ", words.stream().sorted().toList())));
        }
    }

    static void known(Map<String, String> settings, Set<String> names, List<FieldError> errors) {
        for (String name : settings.keySet()) {
            if (!names.contains(name)) {
                errors.add(new FieldError(field(name), "unknown", Nearest.unknown(name, names)));
            }
        }
    }

    static String field(String name) {
        return "settings." + (name.length() > 64 ? "…" : name);
    }

    /// As the API shows them: a port is a number.
    static Map<String, Object> view(Map<String, String> settings) {
        Map<String, Object> view = new TreeMap<>(settings);
        view.computeIfPresent("port", (name, port) -> Integer.valueOf(port.toString()));
        view.computeIfPresent("plaintext_auth", (name, text) -> Boolean.valueOf(text.toString()));
        return view;
    }
}
