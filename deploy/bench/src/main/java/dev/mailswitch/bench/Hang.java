package dev.mailswitch.bench;

import dev.mailswitch.bench.HangingServer.Point;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The ways of a first provider to hang that are measured.
enum Hang {
    /// A relay whose host does not answer.
    CONNECT("connect", Point.CONNECT, "connect"),
    /// A relay that accepts the connection and says nothing.
    BANNER("banner", Point.GREETING, "greeting"),
    /// A relay that greets and never answers MAIL.
    MAIL("mail", Point.MAIL, "envelope"),
    /// A relay that takes the beginning of a mail and no more.
    BODY("body", Point.BODY, "body"),
    /// A vendor's API that accepts the connection and does not shake hands.
    TLS("tls", Point.GREETING, "tls");

    /// No setting: `HttpTimeouts` of the worker.
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    /// More than a send buffer takes: Linux gives up to 4 MB (`tcp_wmem`), and this is 4.3 MB in
    /// base64.
    private static final int LARGE = 3 * 1024 * 1024;

    private final String word;
    private final Point point;
    private final String phase;

    Hang(String word, Point point, String phase) {
        this.word = word;
        this.point = point;
        this.phase = phase;
    }

    String word() {
        return word;
    }

    Point point() {
        return point;
    }

    /// What the API calls the place where the attempt ended.
    String phase() {
        return phase;
    }

    boolean vendor() {
        return this == TLS;
    }

    /// Bytes of the file in each mail that is to meet it; 0: none.
    int file() {
        return this == BODY ? LARGE : 0;
    }

    /// Mails a second that are to meet it. Large ones are few in the worker's memory at a time, so
    /// that more a second would measure their wait for room.
    int perSecond() {
        return this == BODY ? 1 : 4;
    }

    /// How long the worker waits there.
    ///
    /// @param set what its settings say of all phases that have one
    Duration timeout(Duration set) {
        return vendor() ? HANDSHAKE : set;
    }

    /// How a provider hangs until its breaker is open. Ten connections in a row that come to nothing
    /// open it, whoever's mail it was; silence later on could be the mail's fault, and takes many
    /// more.
    Point opening() {
        return point == Point.CONNECT ? Point.CONNECT : Point.GREETING;
    }

    /// @param words with commas between
    /// @throws IllegalArgumentException naming the one that is unknown
    static List<Hang> parse(String words) {
        return Arrays.stream(words.split(",")).map(Hang::of).toList();
    }

    private static Hang of(String word) {
        return Arrays.stream(values())
                .filter(hang -> hang.word.equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no mode is called '" + word + "'"));
    }
}
