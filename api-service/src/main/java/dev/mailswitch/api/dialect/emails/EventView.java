package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.annotation.JsonRawValue;
import org.jspecify.annotations.Nullable;

/// One line of a timeline.
///
/// @param type      as `email.sent`
/// @param recipient its address, or null if it speaks of the whole mail
/// @param provider  its name, or null
/// @param data      a JSON object, or null
record EventView(
        String id,
        String type,
        String at,
        @Nullable String recipient,
        @Nullable String provider,
        @Nullable Integer attempt,
        @JsonRawValue @Nullable String data) {}
