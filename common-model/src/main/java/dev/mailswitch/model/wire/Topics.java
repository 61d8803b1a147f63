package dev.mailswitch.model.wire;

import dev.mailswitch.model.mail.Lane;

/// The topics, all made by us and never by the broker on first use.
public final class Topics {

    public static final String SENDS_TRANSACTIONAL = "mailswitch.sends.transactional";
    public static final String SENDS_BULK = "mailswitch.sends.bulk";

    /// Keyed by mail; written by the events relay alone.
    public static final String EVENTS = "mailswitch.events";

    /// Keyed by mail; what providers report after they accepted.
    public static final String FEEDBACK = "mailswitch.feedback";

    /// Compacted; news of breakers.
    public static final String HEALTH = "mailswitch.health";

    /// Partitions of each sends topic; the table `mark` has a row for each.
    public static final int SENDS_PARTITIONS = 24;

    private Topics() {}

    /// The topic that wakes mails of this lane.
    public static String sends(Lane lane) {
        return switch (lane) {
            case TRANSACTIONAL -> SENDS_TRANSACTIONAL;
            case BULK -> SENDS_BULK;
        };
    }
}
