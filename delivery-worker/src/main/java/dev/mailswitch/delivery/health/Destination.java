package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.VendorSheet;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a provider's calls go. Accounts at one host have their way there in common, of whichever
/// organisation they are.
///
/// @param place        protocol, host and port, such as `https api.example.com:443`. Those of
///     different protocols are kept apart, so that nobody's relay can speak for a vendor's API. Goes
///     into the log: of harmless characters, at most 300
/// @param organisation whose account it is
public record Destination(String place, OrganisationId organisation) {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,253}");
    private static final int SUBMISSION = 587;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /// By provider; those that leave no process, the sandboxes, are not there.
    public static Map<ProviderId, Destination> of(Collection<Provider> providers) {
        Map<ProviderId, Destination> all = new HashMap<>();
        for (Provider provider : providers) {
            if (provider.kind() != ProviderKind.SANDBOX) {
                // What cannot be understood has a place of its own: nobody is a witness there.
                String place = place(provider).orElse("provider " + provider.id());
                all.put(provider.id(), new Destination(place, provider.organisationId()));
            }
        }
        return Map.copyOf(all);
    }

    private static Optional<String> place(Provider provider) {
        try {
            Optional<VendorSheet> vendor = provider.kind().sheet();
            return vendor.isPresent() ? vendor(provider, vendor.get()) : relay(provider);
        } catch (IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    private static Optional<String> relay(Provider provider) {
        int port = provider.setting("port").map(Integer::parseInt).orElse(SUBMISSION);
        return provider.setting("host").flatMap(host -> place("smtp", host, port));
    }

    private static Optional<String> vendor(Provider provider, VendorSheet sheet) {
        Map<String, String> settings = sheet.completed(provider.settings());
        String base = settings.get("base_url");
        if (base == null) {
            // Its host follows from the region.
            return place(
                    provider.kind().word(), settings.getOrDefault("region", "anywhere"), HTTPS);
        }
        URI uri = URI.create(base);
        if (uri.getScheme() == null || uri.getHost() == null) {
            return Optional.empty();
        }
        boolean tls = uri.getScheme().equalsIgnoreCase("https");
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? HTTPS : HTTP;
        return place(tls ? "https" : "http", uri.getHost(), port);
    }

    private static Optional<String> place(String protocol, String host, int port) {
        return HOST.matcher(host).matches()
                ? Optional.of(protocol + ' ' + host.toLowerCase(Locale.ROOT) + ':' + port)
                : Optional.empty();
    }
}
