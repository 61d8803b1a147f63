package dev.mailswitch.api.accept;

import org.jspecify.annotations.Nullable;

/// A mail as somebody asked for it, in no vendor's words: fields are valid one by one, nothing is
/// looked up and no default filled in. In groups, each with a default of its own, so that what one
/// door needs more does not show in the others.
///
/// @param door     whose idempotency keys count, and a label of metrics
/// @param resend   what it repeats, or null
public record Submission(
        String door,
        Envelope envelope,
        Matter matter,
        Parts parts,
        Tracking tracking,
        Timing timing,
        Labels labels,
        Choices choices,
        Once once,
        @Nullable Resend resend) {

    /// A mail that is sent at once, to be followed by what differs.
    public static Submission of(String door, Envelope envelope, Matter matter) {
        return new Submission(
                door,
                envelope,
                matter,
                Parts.NONE,
                Tracking.NONE,
                Timing.AT_ONCE,
                Labels.NONE,
                Choices.STANDARD,
                Once.NEVER,
                null);
    }

    public Submission with(Parts with) {
        return new Submission(
                door, envelope, matter, with, tracking, timing, labels, choices, once, resend);
    }

    public Submission with(Tracking with) {
        return new Submission(
                door, envelope, matter, parts, with, timing, labels, choices, once, resend);
    }

    public Submission with(Timing with) {
        return new Submission(
                door, envelope, matter, parts, tracking, with, labels, choices, once, resend);
    }

    public Submission with(Labels with) {
        return new Submission(
                door, envelope, matter, parts, tracking, timing, with, choices, once, resend);
    }

    public Submission with(Choices with) {
        return new Submission(
                door, envelope, matter, parts, tracking, timing, labels, with, once, resend);
    }

    public Submission with(Once with) {
        return new Submission(
                door, envelope, matter, parts, tracking, timing, labels, choices, with, resend);
    }

    public Submission repeating(Resend first) {
        return new Submission(
                door, envelope, matter, parts, tracking, timing, labels, choices, once, first);
    }
}
