package dev.mailswitch.delivery.transport.http;

import java.time.Duration;
import java.util.stream.Stream;

/// How long each phase of a call may take in all.
///
/// @param resolve   the name look-up
/// @param connect   the TCP connection, to one address
/// @param handshake the TLS handshake
/// @param block     the taking of each 64 KB of the body
/// @param answer    the whole answer, from the end of the body on; a short one turns slow successes
///     into doubts
public record HttpTimeouts(
        Duration resolve, Duration connect, Duration handshake, Duration block, Duration answer) {

    public HttpTimeouts {
        Stream.of(resolve, connect, handshake, block, answer)
                .filter(d -> d.toMillis() < 1 || d.compareTo(Duration.ofHours(1)) > 0)
                .findAny()
                .ifPresent(
                        d -> {
                            throw new IllegalArgumentException(
                                    "not between 1 ms and an hour: " + d);
                        });
    }

    /// Generous where a short wait doubles mails, short where it only costs a connection.
    public static HttpTimeouts defaults() {
        return new HttpTimeouts(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60));
    }

    /// For a question, which doubles nothing: together they end before
    /// [dev.mailswitch.delivery.transport.Sender#ASKING], so that it is told where it hung. A host
    /// with several addresses of which none answers may take longer.
    public static HttpTimeouts ofQuestions() {
        return new HttpTimeouts(
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Duration.ofSeconds(4));
    }

    /// Of each phase the shorter time of the two.
    public HttpTimeouts within(HttpTimeouts most) {
        return new HttpTimeouts(
                shorter(resolve, most.resolve),
                shorter(connect, most.connect),
                shorter(handshake, most.handshake),
                shorter(block, most.block),
                shorter(answer, most.answer));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// Every phase at most this long.
    public static HttpTimeouts all(Duration each) {
        return new HttpTimeouts(each, each, each, each, each);
    }

    public HttpTimeouts withConnect(Duration value) {
        return new HttpTimeouts(resolve, value, handshake, block, answer);
    }

    public HttpTimeouts withBlock(Duration value) {
        return new HttpTimeouts(resolve, connect, handshake, value, answer);
    }

    public HttpTimeouts withAnswer(Duration value) {
        return new HttpTimeouts(resolve, connect, handshake, block, value);
    }
}
