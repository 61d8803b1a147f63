package dev.mailswitch.provider;

/// A readiness in a line, for tables: `ready`, `not ready: …`, `not known: …`,
/// `unanswered: …`.
public final class Told {

    private Told() {}

    public static String of(Readiness readiness) {
        return switch (readiness) {
            case Readiness.Ready ready -> "ready";
            case Readiness.NotReady not -> "not ready: " + not.what();
            case Readiness.NotKnown not -> "not known: " + not.why();
            case Readiness.Unanswered not -> "unanswered: " + not.why();
        };
    }
}
