package dev.mailswitch.api.accept;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a mail is to go, and until when.
///
/// @param scheduledAt null: at once
/// @param expiresAt   null: as its policy says
public record Timing(@Nullable Instant scheduledAt, @Nullable Instant expiresAt) {

    public static final Timing AT_ONCE = new Timing(null, null);
}
