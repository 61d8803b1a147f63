package dev.mailswitch.provider;

import java.time.Instant;

/// A call whose end nobody knows.
///
/// @param correlation it carried; see [Parcel]
/// @param from        the sender's address
/// @param sent        when it was begun
public record Sought(String correlation, String from, Instant sent) {}
