package dev.mailswitch.api.admin;

import dev.mailswitch.api.admin.Kind.Edit;
import dev.mailswitch.crypto.Sealing;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Provider.SealedSecret;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.VendorSheet;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a request does to the stored secret of a provider.
sealed interface SecretChange {

    /// It stays as it is, also where there is none.
    record Kept() implements SecretChange {}

    /// It is taken away, or there was none and none is given.
    record Gone() implements SecretChange {}

    /// @param text in clear
    record Given(String text) implements SecretChange {

        /// Without the secret: this ends up in logs.
        @Override
        public String toString() {
            return "Given[…]";
        }
    }

    /// Only null takes one away: an empty text is what a form or a script with nothing in hand sends.
    ///
    /// @param text what stands in the request; it is kept where the body has no such field
    static SecretChange of(@Nullable String text, Edit edit) {
        if (!edit.given().contains("secret")) {
            return new Kept();
        }
        return text == null ? new Gone() : new Given(text);
    }

    /// Notes what is wrong with it for a provider of that kind.
    ///
    /// @param settings that are wanted
    /// @param row      as it is stored
    default void check(
            ProviderKind kind, Map<String, String> settings, ProviderEntity row, Checks checks) {
        Optional<VendorSheet> vendor = kind.sheet();
        switch (this) {
            // Else whoever may change a host could have a password sent there that he was never
            // shown.
            case Kept kept when row.secret != null && !settings.equals(row.settings) ->
                    checks.missing("secret");
            case Kept kept -> {}
            case Gone gone -> {}
            case Given given ->
                    kind.secretRule()
                            .obstacle(given.text())
                            .ifPresent(what -> checks.wrong("secret", what));
        }
        if (lacking(row) && vendor.isPresent()) {
            // No vendor can be called without one.
            checks.missing("secret", "must be given: " + vendor.get().secret());
        } else if (lacking(row) && newUser(settings, row)) {
            checks.missing("secret", "must be given with a new settings.username: its password");
        }
    }

    /// Whether there is none afterwards.
    private boolean lacking(ProviderEntity row) {
        return switch (this) {
            case Kept kept -> row.secret == null;
            case Gone gone -> true;
            case Given given -> false;
        };
    }

    /// Whether a user is wanted that was not there before. One that stays may stand without a
    /// password: whoever takes that away alone does it on purpose.
    private static boolean newUser(Map<String, String> settings, ProviderEntity row) {
        String user = settings.get("username");
        return user != null && !user.equals(row.settings.get("username"));
    }

    /// Makes it so.
    default void apply(ProviderEntity row, Sealing sealing) {
        switch (this) {
            case Kept kept -> {}
            case Gone gone -> {
                row.secret = null;
                row.secretKeyId = null;
            }
            case Given given -> {
                SealedSecret sealed =
                        sealing.seal(
                                new ProviderId(row.id),
                                given.text().getBytes(StandardCharsets.UTF_8));
                row.secret = sealed.bytes();
                row.secretKeyId = sealed.keyId();
            }
        }
    }
}
