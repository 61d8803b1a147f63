package dev.mailswitch.provider;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// An organisation's account at a vendor, opened for a call.
///
/// @param settings by name; those with a default are there
/// @param secret   in clear: an API key, a token, a secret access key
public record Account(Map<String, String> settings, String secret) {

    public Account {
        settings = Map.copyOf(settings);
    }

    public Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /// @throws IllegalArgumentException if it is missing
    public String required(String name) {
        String value = settings.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the setting " + name + " is missing");
        }
        return value;
    }

    /// An address under the account's `base_url`.
    ///
    /// @param path begins with a slash; already encoded
    public URI under(String path) {
        String base = required("base_url");
        return URI.create(
                (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    /// Words of the vendor's as they may be shown: the secret, where they quote it, is left out.
    public String withoutSecret(String words) {
        return secret.isEmpty() ? words : words.replace(secret, "…");
    }

    /// Without the secret: this ends up in logs.
    @Override
    public String toString() {
        return "Account" + settings.keySet();
    }
}
