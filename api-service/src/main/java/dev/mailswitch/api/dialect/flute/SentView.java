package dev.mailswitch.api.dialect.flute;

/// The answer to a mail that was accepted.
///
/// @param id a UUID of version 4
record SentView(String id) {}
