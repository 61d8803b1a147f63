package dev.mailswitch.ledger;

import java.time.Duration;

/// What deaths of workers say against a mail that was in hand.
///
/// A death in company says nothing: the killer may be another mail, an operator or the machine. It
/// only makes the mail a suspect, which is tried alone from then on. A death in a trial speaks
/// against it, a trial lived through for it, and only who has killed in three trials more than it
/// was lived through is set aside. Whoever cannot be proven to kill, because death comes late or
/// now and then, costs ever rarer deaths until the mail's own deadline ends it.
///
/// @param deaths workers that died with it in hand, the last one's company whoever it was
/// @param alone  of these in trials, less the trials lived through
record Blame(int deaths, int alone) {

    /// From that many deaths on a mail is tried alone. One death says nothing, and a worker has
    /// hundreds in hand that would have to go one after the other.
    static final int SUSPECT = 2;

    /// By chance alone: that many kills by somebody else, each within the few seconds of a trial.
    static final int POISON = 3;

    static final Duration LONGEST_REST = Duration.ofHours(1);

    static final Blame NONE = new Blame(0, 0);

    private static final int MOST = 1_000;

    /// Whether there is no doubt that it kills.
    boolean poison() {
        return alone >= POISON;
    }

    /// Whether it may only be tried alone.
    boolean suspect() {
        return deaths >= SUSPECT && !poison();
    }

    /// Its worker has died.
    Blame died(Trial trial) {
        return new Blame(Math.min(deaths + 1, MOST), trial == Trial.UNDER_WAY ? alone + 1 : alone);
    }

    /// A claim has ended, or has come to the end of its trial, with its worker alive.
    Blame lived(Trial trial) {
        return trial == Trial.UNDER_WAY ? new Blame(deaths, Math.max(0, alone - 1)) : this;
    }

    /// A worker that was taken for dead has brought an answer: it only stood still.
    Blame stoodStill() {
        return new Blame(Math.max(0, deaths - 1), Math.max(0, alone - 1));
    }

    /// How long it is left alone after a death. Nothing while it may be chance, then twice as long
    /// each time.
    Duration rest() {
        if (deaths <= SUSPECT) {
            return Duration.ZERO;
        }
        Duration rest = Duration.ofSeconds(1L << Math.min(deaths - SUSPECT, 20));
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }
}
