package dev.mailswitch.delivery.transport.smtp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One mail transaction on a connection: MAIL, RCPT, DATA, the message, its dot (RFC 5321 §3.3).
///
/// Writes the fate of each of its recipients into the array it shares with the send; those that the
/// server asks for in another transaction are handed back.
final class Transaction {

    private static final int RSET = -1;
    private static final int MAIL = -2;
    private static final int DATA = -3;

    // So many commands in one go. More replies than fit into the sockets' buffers, none of them
    // read
    // while we still write, would stop both sides (RFC 2920 §3.1).
    private static final int PIPELINE = 100;

    private final SmtpConnection connection;
    private final SmtpEnvelope envelope;
    private final SmtpMessage message;
    private final PointOfNoReturn hook;
    private final @Nullable RecipientFate[] fates;

    private final List<Integer> unread = new ArrayList<>();
    private final @Nullable SmtpReply[] accepted;
    private final List<Integer> deferred = new ArrayList<>();
    private int acceptedCount;
    private @Nullable SmtpReply mailRefusal;
    private @Nullable SmtpReply tooMany;
    private @Nullable SmtpReply dataReply;

    Transaction(
            SmtpConnection connection,
            SmtpEnvelope envelope,
            SmtpMessage message,
            PointOfNoReturn hook,
            @Nullable RecipientFate[] fates) {
        this.connection = connection;
        this.envelope = envelope;
        this.message = message;
        this.hook = hook;
        this.fates = fates;
        this.accepted = new SmtpReply[fates.length];
    }

    /// Runs it for these recipients (indexes into the envelope), whose fates must be open.
    ///
    /// @return those to try in a further transaction. Their fates say what the server said about
    ///     them, or are still open if they were not mentioned to it
    List<Integer> run(List<Integer> wanted) {
        int count = Math.min(wanted.size(), connection.capabilities().maxRecipients());
        List<Integer> mine = wanted.subList(0, count);
        try {
            dialogue(mine);
        } catch (SessionBroken e) {
            connection.discard();
            settleOpen(mine, e.fate());
        }
        connection.countMail();
        deferred.addAll(wanted.subList(count, wanted.size()));
        return deferred;
    }

    private void dialogue(List<Integer> mine) throws SessionBroken {
        if (connection.needsReset()) {
            connection.needsReset(false);
            queue(RSET, "RSET");
        }
        queue(MAIL, MailCommand.mail(envelope, message, connection.capabilities()));
        for (int recipient : mine) {
            if (unread.size() >= PIPELINE) {
                sync();
            }
            if (mailRefusal != null) {
                break;
            }
            if (tooMany != null) {
                defer(recipient, tooMany);
                continue;
            }
            queue(
                    recipient,
                    MailCommand.rcpt(
                            envelope.recipients().get(recipient), connection.capabilities()));
        }
        // With replies outstanding somebody may yet be accepted, so DATA goes along.
        if (acceptedCount > 0 || !unread.isEmpty()) {
            queue(DATA, "DATA");
            sync();
        }
        SmtpReply refusal = mailRefusal;
        if (refusal != null) {
            settleOpen(mine, new RecipientFate.Refused(SmtpPhase.MAIL, refusal));
        }
        if (refusal != null || acceptedCount == 0) {
            connection.needsReset(true);
            leaveEmptyData();
            return;
        }
        hand(mine);
    }

    private void hand(List<Integer> mine) throws SessionBroken {
        SmtpReply reply = dataReply;
        if (reply == null) {
            throw new IllegalStateException("DATA was not sent");
        }
        if (reply.code() != 354) {
            if (reply.code() < 400) {
                throw connection.nonsense(SmtpPhase.DATA, reply);
            }
            connection.needsReset(true);
            settleOpen(mine, new RecipientFate.Refused(SmtpPhase.DATA, reply));
            return;
        }
        if (!new BodyWriter(connection, message, hook).write()) {
            connection.discard();
            settleOpen(mine, new RecipientFate.Withheld());
            return;
        }
        SmtpReply last = connection.reply(SmtpPhase.FINAL_DOT, connection.timeouts().finalDot());
        if (last.isIntermediate()) {
            throw connection.nonsense(SmtpPhase.FINAL_DOT, last);
        }
        if (last.isPositive()) {
            for (int recipient : mine) {
                SmtpReply own = accepted[recipient];
                if (own != null) {
                    fates[recipient] = new RecipientFate.Accepted(own, last);
                }
            }
        } else {
            connection.needsReset(true);
            settleOpen(mine, new RecipientFate.Refused(SmtpPhase.FINAL_DOT, last));
        }
    }

    private void queue(int what, String line) throws SessionBroken {
        connection.send(phase(what), line);
        unread.add(what);
        if (!connection.capabilities().pipelining()) {
            sync();
        }
    }

    private void sync() throws SessionBroken {
        if (unread.isEmpty()) {
            return;
        }
        connection.flush(phase(unread.getFirst()));
        for (int what : unread) {
            SmtpReply reply = connection.reply(phase(what), connection.timeouts().command());
            if (reply.isClosing()) {
                throw SessionBroken.refused(phase(what), reply);
            }
            take(what, reply);
        }
        unread.clear();
    }

    private void take(int what, SmtpReply reply) throws SessionBroken {
        if (what == DATA) {
            dataReply = reply;
        } else if (reply.isIntermediate()) {
            throw connection.nonsense(phase(what), reply);
        } else if (what == RSET) {
            if (!reply.isPositive()) {
                throw SessionBroken.refused(SmtpPhase.MAIL, reply);
            }
        } else if (what == MAIL) {
            mailRefusal = reply.isPositive() ? null : reply;
        } else if (mailRefusal != null) {
            // Without a sender there are no recipients; what is said about them means nothing.
        } else if (reply.isPositive()) {
            accepted[what] = reply;
            acceptedCount++;
        } else if (reply.isTooManyRecipients() && acceptedCount > 0) {
            tooMany = reply;
            defer(what, reply);
        } else {
            fates[what] = new RecipientFate.Refused(SmtpPhase.RCPT, reply);
        }
    }

    private void defer(int recipient, SmtpReply reply) {
        fates[recipient] = new RecipientFate.Refused(SmtpPhase.RCPT, reply);
        deferred.add(recipient);
    }

    private static SmtpPhase phase(int what) {
        return switch (what) {
            case RSET, MAIL -> SmtpPhase.MAIL;
            case DATA -> SmtpPhase.DATA;
            default -> SmtpPhase.RCPT;
        };
    }

    private void settleOpen(List<Integer> mine, RecipientFate fate) {
        for (int recipient : mine) {
            if (fates[recipient] == null) {
                fates[recipient] = fate;
            }
        }
    }

    // Pipelined, DATA may have been agreed to although nobody is left to receive anything: a lone
    // dot
    // ends it (RFC 2920 §3.1). All fates stand already; if this fails, only the connection is lost.
    private void leaveEmptyData() {
        SmtpReply reply = dataReply;
        if (reply == null || reply.code() != 354) {
            return;
        }
        try {
            SmtpReply end = connection.exchange(SmtpPhase.DATA, ".");
            if (end.isPositive()) {
                // It says it took a mail that nobody sent. Nobody should believe it another word.
                connection.discard();
            }
        } catch (SessionBroken e) {
            connection.discard();
        }
    }
}
