/// The Fluxomail door: sends of one recipient that wait a moment for their hand-over, their
/// timelines, a list and a stream of events, and rates. Touches the ledger by its readers only.
@NullMarked
package dev.mailswitch.api.dialect.fluxomail;

import org.jspecify.annotations.NullMarked;
