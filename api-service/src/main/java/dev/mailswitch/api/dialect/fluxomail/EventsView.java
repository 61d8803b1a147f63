package dev.mailswitch.api.dialect.fluxomail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of events, newest first.
///
/// @param nextCursor where older ones are; null when there are none
record EventsView(List<EventView> events, @Nullable String nextCursor) {}
