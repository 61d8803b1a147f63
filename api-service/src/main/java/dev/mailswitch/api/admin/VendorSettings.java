package dev.mailswitch.api.admin;

import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.provider.CredentialRule;
import dev.mailswitch.provider.VendorSheet;
import dev.mailswitch.provider.VendorSheet.Setting;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Settings of an account at a vendor, by what the vendor's sheet says of them.
final class VendorSettings {

    private static final CredentialRule WORD = new CredentialRule(255, true);

    private VendorSettings() {}

    /// Notes what is missing, unknown or wrong.
    static void check(VendorSheet sheet, Map<String, String> settings, List<FieldError> errors) {
        ProviderSettings.known(
                settings,
                sheet.settings().stream().map(Setting::name).collect(Collectors.toSet()),
                errors);
        for (Setting setting : sheet.settings()) {
            String value = settings.get(setting.name());
            if (value != null) {
                check(setting, value, settings, errors);
            } else if (setting.required()) {
                errors.add(FieldError.required(ProviderSettings.field(setting.name())));
            }
        }
    }

    private static void check(
            Setting setting, String value, Map<String, String> settings, List<FieldError> errors) {
        String field = ProviderSettings.field(setting.name());
        switch (setting.kind()) {
            case URL -> {
                if (!url(value)) {
                    errors.add(
                            FieldError.invalid(field, "must be an https address without a query"));
                }
            }
            case DOMAIN -> {
                if (!ProviderSettings.HOST.matcher(value).matches()) {
                    errors.add(FieldError.invalid(field, "must be a domain"));
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

    /// Plain http is for an operator's own network: the worker calls it only where he has opened the
    /// address.
    private static boolean url(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException none) {
            return false;
        }
        boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        return web
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && !ProviderSettings.nowhere(uri.getHost());
    }
}
