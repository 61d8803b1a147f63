package dev.mailswitch.readiness;

import dev.mailswitch.provider.Readiness;
import java.time.Duration;
import java.time.Instant;

/// What a provider said when it was asked last, or that it said nothing.
///
/// @param at   when it was asked, by the database's clock
/// @param took how long the last asking took
public record Known(Readiness readiness, Instant at, Duration took) {}
