package dev.mailswitch.api.dialect.emails;

import org.jspecify.annotations.Nullable;

/// The body of `PATCH /api/v1/emails/{id}`.
record RescheduleRequest(@Nullable String scheduledAt) {}
