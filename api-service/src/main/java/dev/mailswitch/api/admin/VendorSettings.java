package dev.mailswitch.api.admin;

import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.provider.CredentialRule;
import dev.mailswitch.provider.VendorSheet;
import dev.mailswitch.provider.VendorSheet.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Settings of an account at a vendor, by what the vendor's sheet says of them.
final class VendorSettings {

    private static final String ADDRESS_LIKE =
            "must be an https address in lower case, such as https://api.example.com";
    private static final int MOST_PORT = 65_535;
    private static final CredentialRule WORD = new CredentialRule(255, true);

    private VendorSettings() {}

    /// Notes what is unknown or wrong.
    static void check(VendorSheet sheet, Map<String, String> settings, List<FieldError> errors) {
        ProviderSettings.known(
                settings,
                sheet.settings().stream().map(Setting::name).collect(Collectors.toSet()),
                errors);
        for (Setting setting : sheet.settings()) {
            String value = settings.get(setting.name());
            if (value != null) {
                check(setting, value, settings, errors);
            }
        }
    }

    private static void check(
            Setting setting, String value, Map<String, String> settings, List<FieldError> errors) {
        String field = ProviderSettings.field(setting.name());
        switch (setting.kind()) {
            case URL ->
                    obstacle(value).ifPresent(what -> errors.add(FieldError.invalid(field, what)));
            case DOMAIN -> {
                if (!ProviderSettings.HOST.matcher(value).matches()) {
                    errors.add(
                            FieldError.invalid(
                                    field, "must be a domain, such as mail.example.com"));
                }
            }
            case WORD -> {
                Optional<String> obstacle = WORD.obstacle(value);
                if (obstacle.isPresent()) {
                    errors.add(FieldError.invalid(field, obstacle.get()));
                } else if (setting.pattern() != null && !value.matches(setting.pattern())) {
                    errors.add(FieldError.invalid(field, "must be " + setting.purpose()));
                }
            }
            case CHOICE ->
                    ProviderSettings.oneOf(
                            setting.name(), Set.copyOf(setting.choices()), settings, errors);
        }
    }

    /// What is wrong with an address that calls go to, and what to do. Plain http is for an operator's
    /// own network: the worker calls it only where he has opened the address.
    private static Optional<String> obstacle(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException none) {
            return Optional.of(ADDRESS_LIKE);
        }
        boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (web && uri.getHost() == null && underscored(uri)) {
            return Optional.of(
                    "must not have _ in the name of its host, which no call can be made to; give it"
                            + " another name, or its address");
        }
        if (!web || uri.getHost() == null) {
            return Optional.of(ADDRESS_LIKE);
        }
        if (uri.getRawUserInfo() != null) {
            return Optional.of("must not have a user or a key in it; the key goes into secret");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return Optional.of("must end before the query and the fragment (? and #)");
        }
        if (uri.getPort() == 0 || uri.getPort() > MOST_PORT) {
            return Optional.of("must have a port from 1 to 65535, or none");
        }
        return ProviderSettings.nowhere(uri.getHost())
                ? Optional.of(ProviderSettings.NOWHERE)
                : Optional.empty();
    }

    /// Whether the host has what names of services in private networks often have. It is no letter of
    /// a host's name (RFC 1123 section 2.1), and Java finds no host there then.
    private static boolean underscored(URI uri) {
        String authority = uri.getRawAuthority();
        return authority != null && authority.indexOf('_', authority.lastIndexOf('@') + 1) >= 0;
    }
}
