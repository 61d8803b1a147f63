package dev.mailswitch.delivery.transport.smtp;

import java.time.Duration;
import java.util.stream.Stream;

/// How long each phase may take in all. These are deadlines, not silences: a server that sends a byte
/// a second gains nothing by it.
///
/// @param resolve the name look-up
/// @param connect the TCP connection, over all addresses of the host
/// @param handshake the TLS handshake
/// @param banner the server's greeting
/// @param command each reply to a command
/// @param dataBlock the taking of each 32 KB of the message
/// @param body the taking of the whole message
/// @param finalDot the reply to the final dot; RFC 5321 §4.5.3.2.6 asks for ten minutes, since giving
///     up earlier is what doubles mails (RFC 1047)
/// @param quit the reply to QUIT, for which nobody waits
/// @param call all that one call does before its last final dot, over all its transactions: many
///     recipients, each answered just in time, must not hold a place for hours
public record SmtpTimeouts(
        Duration resolve,
        Duration connect,
        Duration handshake,
        Duration banner,
        Duration command,
        Duration dataBlock,
        Duration body,
        Duration finalDot,
        Duration quit,
        Duration call) {

    public SmtpTimeouts {
        Stream.of(
                        resolve, connect, handshake, banner, command, dataBlock, body, finalDot,
                        quit, call)
                .filter(d -> d.toMillis() < 1 || d.compareTo(Duration.ofDays(1)) > 0)
                .findAny()
                .ifPresent(
                        d -> {
                            throw new IllegalArgumentException("not between 1 ms and a day: " + d);
                        });
    }

    /// Generous where a short wait doubles mails, short where it only costs a connection.
    public static SmtpTimeouts defaults() {
        return new SmtpTimeouts(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofMinutes(15),
                Duration.ofMinutes(10),
                Duration.ofSeconds(5),
                Duration.ofMinutes(10));
    }

    /// Every phase at most this long, and a call as long as twenty of them.
    public static SmtpTimeouts all(Duration each) {
        return new SmtpTimeouts(
                each, each, each, each, each, each, each, each, each, each.multipliedBy(20));
    }

    public SmtpTimeouts withConnect(Duration value) {
        return new SmtpTimeouts(
                resolve, value, handshake, banner, command, dataBlock, body, finalDot, quit, call);
    }

    public SmtpTimeouts withBanner(Duration value) {
        return new SmtpTimeouts(
                resolve, connect, handshake, value, command, dataBlock, body, finalDot, quit, call);
    }

    public SmtpTimeouts withCommand(Duration value) {
        return new SmtpTimeouts(
                resolve, connect, handshake, banner, value, dataBlock, body, finalDot, quit, call);
    }

    public SmtpTimeouts withDataBlock(Duration value) {
        return new SmtpTimeouts(
                resolve, connect, handshake, banner, command, value, body, finalDot, quit, call);
    }

    public SmtpTimeouts withFinalDot(Duration value) {
        return new SmtpTimeouts(
                resolve, connect, handshake, banner, command, dataBlock, body, value, quit, call);
    }

    public SmtpTimeouts withCall(Duration value) {
        return new SmtpTimeouts(
                resolve, connect, handshake, banner, command, dataBlock, body, finalDot, quit,
                value);
    }
}
