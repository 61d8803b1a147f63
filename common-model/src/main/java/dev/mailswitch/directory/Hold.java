package dev.mailswitch.directory;

import dev.mailswitch.model.lifecycle.WaitCause;

/// Who keeps an environment's mails of a lane from being sent: they are accepted (but where the
/// organisation is paused), wait, and keep their deadline.
public enum Hold {
    ORGANISATION(WaitCause.ORGANISATION_PAUSED, "the organisation is paused"),
    ENVIRONMENT(WaitCause.ENVIRONMENT_HELD, "its environment is held by an operator"),
    LANE(WaitCause.LANE_HELD, "its lane is held by an operator");

    private final WaitCause cause;
    private final String words;

    Hold(WaitCause cause, String words) {
        this.cause = cause;
        this.words = words;
    }

    public WaitCause cause() {
        return cause;
    }

    /// A sentence's part for people.
    public String words() {
        return words;
    }
}
