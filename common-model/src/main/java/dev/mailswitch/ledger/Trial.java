package dev.mailswitch.ledger;

import java.util.List;

/// How far a claim has come with a mail that may kill its worker ([Trials]). Stored by code.
enum Trial {
    /// It is in hand like any other, or in nobody's.
    NONE,
    /// In hand, and no call has begun: its worker waits until nothing else can be to blame.
    AWAITED,
    /// Its calls run, and its worker begins nothing else.
    UNDER_WAY,
    /// Its worker has lived through it and works on; the calls may still be waiting for an answer.
    LIVED;

    private static final List<Trial> ALL = List.of(values());

    short code() {
        return (short) ordinal();
    }

    static Trial of(int code) {
        return ALL.get(code);
    }
}
