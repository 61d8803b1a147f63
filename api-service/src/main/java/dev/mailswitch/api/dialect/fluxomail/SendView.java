package dev.mailswitch.api.dialect.fluxomail;

/// The answer to a send.
///
/// @param status    `sent`, `failed`, `bounced` or `queued`
/// @param messageId RFC 5322's, with angle brackets
record SendView(String sendId, String status, String messageId) {}
