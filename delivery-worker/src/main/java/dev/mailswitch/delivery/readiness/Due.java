package dev.mailswitch.delivery.readiness;

import dev.mailswitch.readiness.Subject;
import java.time.Instant;

/// Something whose time to be asked about has come.
///
/// @param kind    of the provider, as the table has it
/// @param version of the provider's settings at that time
/// @param at      that time, by the database's clock
record Due(Subject subject, String kind, long version, Instant at) {}
