package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.compose.dkim.DkimKey;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.signing.SigningKeys;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the domain of its From gives a mail.
@FunctionalInterface
interface Signing {

    /// @param key        signs it; null leaves it unsigned
    /// @param returnPath the envelope's sender, with its domain in ASCII
    record Given(@Nullable DkimKey key, String returnPath) {}

    /// @param started when the call was started for the first time: a repeat has the same key
    /// @throws IllegalStateException if the key does not open
    Given to(Claimable mail, Instant started);

    /// As the settings of the moment say.
    static Signing of(LiveDirectory directory, SigningKeys keys) {
        return (mail, started) -> {
            Directory settings = directory.now();
            return new Given(
                    settings.domain(mail.organisationId(), mail.from().asciiDomain())
                            .flatMap(known -> keys.of(known, started))
                            .orElse(null),
                    settings.returnPath(mail.organisationId(), mail.from()));
        };
    }
}
