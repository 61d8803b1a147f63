package dev.mailswitch.ledger.reading;

/// What became of the newest mails of a span of time, in recipients unless said otherwise.
///
/// @param mails        looked at
/// @param sent         a provider accepted
/// @param delivered    a provider confirmed
/// @param reached      confirmed, or opened or clicked by somebody, which says the same
/// @param opens        opens by people, each counted
/// @param openers      who opened
/// @param clicks       clicks by people, each counted
/// @param clickers     who clicked
/// @param bounced      have bounced
/// @param answered     a provider accepted, or the recipient's host refused
/// @param complained   have complained
/// @param delayed      whose delivery was put off at least once
public record Engagements(
        long mails,
        long sent,
        long delivered,
        long reached,
        long opens,
        long openers,
        long clicks,
        long clickers,
        long bounced,
        long answered,
        long complained,
        long delayed) {}
