package dev.mailswitch.delivery.transport.smtp;

import java.time.Duration;

/// How many connections a pool holds, and for how long.
///
/// @param maxConnections open at the same time, in this process
/// @param maxMails mails over one connection, after which it is retired
/// @param idleTimeout how long a connection may wait unused; below what the server allows
/// @param maxAge how old a connection may get, so that changes of name or load balancing are seen
public record SmtpPoolLimits(
        int maxConnections, int maxMails, Duration idleTimeout, Duration maxAge) {

    public SmtpPoolLimits {
        if (maxConnections < 1 || maxMails < 1) {
            throw new IllegalArgumentException("a pool needs a connection and a mail at least");
        }
        if (idleTimeout.isNegative() || maxAge.isNegative()) {
            throw new IllegalArgumentException("negative time");
        }
    }

    public static SmtpPoolLimits defaults() {
        return new SmtpPoolLimits(10, 100, Duration.ofSeconds(30), Duration.ofMinutes(10));
    }

    public SmtpPoolLimits withMaxConnections(int value) {
        return new SmtpPoolLimits(value, maxMails, idleTimeout, maxAge);
    }

    public SmtpPoolLimits withMaxMails(int value) {
        return new SmtpPoolLimits(maxConnections, value, idleTimeout, maxAge);
    }

    public SmtpPoolLimits withIdleTimeout(Duration value) {
        return new SmtpPoolLimits(maxConnections, maxMails, value, maxAge);
    }

    public SmtpPoolLimits withMaxAge(Duration value) {
        return new SmtpPoolLimits(maxConnections, maxMails, idleTimeout, value);
    }
}
