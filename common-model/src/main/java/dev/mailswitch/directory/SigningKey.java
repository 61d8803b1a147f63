package dev.mailswitch.directory;

import dev.mailswitch.provider.Provider.SealedSecret;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A DKIM key of a domain. Never changes but for its end.
///
/// @param id     also the owner its secret is sealed for
/// @param secret the private key, PKCS #8, sealed
/// @param from   the first instant it signs at; set ahead of time, so that every process has heard
///     of it by then
/// @param until  the first instant it signs at no longer, or null
public record SigningKey(
        UUID id, String selector, SealedSecret secret, Instant from, @Nullable Instant until) {

    boolean signsAt(Instant at) {
        return !at.isBefore(from) && (until == null || at.isBefore(until));
    }
}
