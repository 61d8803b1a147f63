package dev.mailswitch.api.dialect.fluxomail;

/// The body of every error.
///
/// @param code      for programs
/// @param message   for people; never quotes what was sent
/// @param requestId as the header has it
record ErrorView(String code, String message, String requestId) {}
