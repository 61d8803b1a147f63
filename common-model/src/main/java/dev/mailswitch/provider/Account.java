package dev.mailswitch.provider;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// An organisation's account at a vendor, opened for a call.
///
/// @param settings by name; those with a default are there
/// @param secret   in clear: an API key, a token, a secret access key
public record Account(Map<String, String> settings, String secret) {

    private static final int SHORTEST_SECRET = 8;

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

    /// An answer whose words may be shown: where it quotes the secret, as itself or as the call's
    /// `Authorization`, that is left out. Secrets of few characters stay, since they stand in any
    /// text; no vendor makes such.
    ///
    /// @param call that was answered
    public HttpAnswer discreet(HttpCall call, HttpAnswer answer) {
        String credentials = call.headers().getOrDefault("Authorization", "");
        String token = credentials.substring(credentials.indexOf(' ') + 1);
        String body = without(token, without(secret, answer.body()));
        return new HttpAnswer(answer.status(), answer.headers(), body);
    }

    private static String without(String secret, String words) {
        return secret.length() < SHORTEST_SECRET ? words : words.replace(secret, "…");
    }

    /// Without the secret: this ends up in logs.
    @Override
    public String toString() {
        return "Account" + settings.keySet();
    }
}
