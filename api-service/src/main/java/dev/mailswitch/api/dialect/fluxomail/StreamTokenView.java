package dev.mailswitch.api.dialect.fluxomail;

/// A token to open streams with.
///
/// @param expiresAt RFC 3339
/// @param expiresIn seconds
record StreamTokenView(String token, String expiresAt, long expiresIn) {}
