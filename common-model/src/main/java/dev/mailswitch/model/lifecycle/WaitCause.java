package dev.mailswitch.model.lifecycle;

import java.util.List;
import java.util.Locale;

/// What an open recipient waits for. Stored by its place: new ones come last.
public enum WaitCause {
    ORGANISATION_PAUSED(false),
    ENVIRONMENT_HELD(false),
    LANE_HELD(false),
    /// Its environment has none, or none that takes such recipients.
    NO_ROUTE(true),
    PROVIDER_HELD(true),
    PROVIDER_DRILL(true),
    /// A breaker is open, or the provider asked to slow down.
    PROVIDER_SHUT(true),
    /// It failed this mail a short while ago.
    PROVIDER_RESTING(true),
    /// Its budget of the day or month is used up.
    PROVIDER_BUDGET(true),
    /// A setting of it is wrong, or its secret does not open.
    PROVIDER_UNUSABLE(true),
    /// No connection, slot or permit of its rate is free; a moment.
    PROVIDER_FULL(false),
    /// The recipient's host asked to come back later.
    RECIPIENT_HOST(false),
    /// The answer to an earlier call never came: a report, or an answer to a question, may settle it.
    ANSWER(false),
    /// Our own trouble.
    WORKER(false);

    private static final List<WaitCause> ALL = List.of(values());

    private final boolean ways;

    WaitCause(boolean ways) {
        this.ways = ways;
    }

    /// Whether it waits for a way to go, so that a change of its environment's routes and providers
    /// may end it at any time: such a recipient is decided about whenever its mail is looked at by
    /// settings that are newer than those it has seen. Of the others, some wait for a time that nobody
    /// can change; those that an operator holds, and those for a moment, come back by themselves.
    public boolean forWays() {
        return ways;
    }

    /// As it is stored.
    public short code() {
        return (short) ordinal();
    }

    public static WaitCause of(int code) {
        return ALL.get(code);
    }

    /// As the API writes it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
