package dev.mailswitch.delivery.transport.smtp;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One session with a server, from its greeting on. Used by one thread at a time.
final class SmtpConnection {

    private final Wire wire;
    private final SmtpTimeouts timeouts;
    private final InetSocketAddress remote;
    private final long openedAt = DeadlineWatch.now();
    private Capabilities capabilities = Capabilities.NONE;
    private @Nullable String tls;
    private boolean verified;
    private boolean usable = true;
    private boolean needsReset;
    private int mails;
    private boolean reusedInThisSend;
    private int answersInThisSend;
    private long idleSince;

    SmtpConnection(Wire wire, SmtpTimeouts timeouts) {
        this.wire = wire;
        this.timeouts = timeouts;
        this.remote = wire.remote();
    }

    Wire wire() {
        return wire;
    }

    SmtpTimeouts timeouts() {
        return timeouts;
    }

    Capabilities capabilities() {
        return capabilities;
    }

    void capabilities(Capabilities offered) {
        capabilities = offered;
    }

    void secured(String protocol, boolean certificateVerified) {
        tls = protocol;
        verified = certificateVerified;
    }

    boolean isEncrypted() {
        return tls != null;
    }

    /// Whether a secret may cross: nobody else can read it, and the server is the one meant.
    boolean keepsSecrets() {
        return (tls != null && verified) || remote.getAddress().isLoopbackAddress();
    }

    SmtpReport.Session facts() {
        return new SmtpReport.Session(remote, tls, verified, reusedInThisSend);
    }

    /// Sends one command and reads its reply, whatever it is.
    SmtpReply exchange(SmtpPhase phase, String line) throws SessionBroken {
        return exchangeLines(phase, line).toReply();
    }

    ReplyReader.Lines exchangeLines(SmtpPhase phase, String line) throws SessionBroken {
        send(phase, line);
        flush(phase);
        return lines(phase, timeouts.command());
    }

    /// Puts a command into the buffer.
    void send(SmtpPhase phase, String line) throws SessionBroken {
        try {
            wire.command(line);
        } catch (WireFault e) {
            throw broken(phase, e);
        }
    }

    /// Lets the commands in the buffer go. Replies to all before them have been read.
    void flush(SmtpPhase phase) throws SessionBroken {
        requireSilence(phase);
        try {
            wire.within(timeouts.command());
            wire.flush();
        } catch (WireFault e) {
            throw broken(phase, e);
        }
    }

    /// What is said before it was asked for must not be taken for an answer: a server that says `250`
    /// in advance has taken no mail. A refusal is believed at any time (RFC 5321 section 3.8 has
    /// servers that must go say 421), and ends the connection.
    void requireSilence(SmtpPhase phase) throws SessionBroken {
        if (!wire.hasUnaskedReply()) {
            return;
        }
        SmtpReply reply;
        try {
            wire.within(timeouts.command());
            reply = wire.reply().toReply();
        } catch (WireFault e) {
            throw broken(phase, e);
        }
        if (reply.isTransient() || reply.isPermanent()) {
            discard();
            throw SessionBroken.refused(phase, reply);
        }
        throw nonsense(phase, reply);
    }

    SmtpReply reply(SmtpPhase phase, Duration limit) throws SessionBroken {
        return lines(phase, limit).toReply();
    }

    ReplyReader.Lines lines(SmtpPhase phase, Duration limit) throws SessionBroken {
        try {
            if (phase == SmtpPhase.FINAL_DOT) {
                wire.withinInFull(limit);
            } else {
                wire.within(limit);
            }
            ReplyReader.Lines lines = wire.reply();
            if (lines.code() == 421) {
                usable = false;
            } else {
                answersInThisSend++;
            }
            return lines;
        } catch (WireFault e) {
            throw broken(phase, e);
        }
    }

    SessionBroken broken(SmtpPhase phase, WireFault e) {
        discard();
        return SessionBroken.broken(phase, e.fault(), e.detail());
    }

    /// An answer that cannot be: nothing on this connection means anything any more.
    SessionBroken nonsense(SmtpPhase phase, SmtpReply reply) {
        discard();
        return SessionBroken.broken(phase, SmtpFault.PROTOCOL, "unexpected reply " + reply.code());
    }

    /// No mail may follow; nothing more is written, not even QUIT.
    void discard() {
        usable = false;
        wire.abort();
    }

    boolean isUsable() {
        return usable;
    }

    boolean needsReset() {
        return needsReset;
    }

    void needsReset(boolean needed) {
        needsReset = needed;
    }

    void beginSend(long callEnd) {
        wire.callEnds(callEnd);
        reusedInThisSend = mails > 0;
        answersInThisSend = 0;
    }

    void countMail() {
        mails++;
    }

    /// Nothing at all was answered in this send although the connection had carried mails before: it
    /// was dead already, and nothing of this mail can have been taken.
    boolean wasStale() {
        return reusedInThisSend && answersInThisSend == 0 && !usable;
    }

    /// Puts it to rest; false if it may not be used again.
    boolean rest() {
        idleSince = DeadlineWatch.now();
        return usable && wire.rest();
    }

    boolean isWornOut(SmtpPoolLimits limits, long now) {
        return mails >= Math.min(limits.maxMails(), capabilities.maxMails())
                || now - openedAt >= limits.maxAge().toNanos();
    }

    boolean hasIdledOut(SmtpPoolLimits limits, long now) {
        return now - idleSince >= limits.idleTimeout().toNanos();
    }

    /// Says good-bye and closes. What goes wrong here changes nothing for any mail.
    void quit() {
        try {
            if (usable) {
                wire.within(timeouts.quit());
                wire.command("QUIT");
                wire.flush();
                wire.reply();
            }
        } catch (WireFault e) {
            // It was to be closed anyway.
        } finally {
            discard();
        }
    }
}
