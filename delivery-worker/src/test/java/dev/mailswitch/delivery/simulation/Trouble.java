package dev.mailswitch.delivery.simulation;

/// What may be wrong with a provider as a whole.
enum Trouble {
    /// No connection.
    REFUSES,
    /// No connection either, and each takes its time-out to fail.
    HANGS,
    /// It answers, and takes no mail.
    FAILS,
    /// It works, and some of its answers never arrive; some of those mails were taken.
    LOSES_ANSWERS,
    /// It works, and takes ten to forty times as long.
    SLOW,
    /// It asks to slow down, half of the times.
    THROTTLES;

    /// No mail gets through.
    boolean outage() {
        return switch (this) {
            case REFUSES, HANGS, FAILS -> true;
            case LOSES_ANSWERS, SLOW, THROTTLES -> false;
        };
    }

    /// What it answers cannot depend on the mail, so the engine may believe the first.
    boolean unreachable() {
        return this == REFUSES || this == HANGS;
    }
}
