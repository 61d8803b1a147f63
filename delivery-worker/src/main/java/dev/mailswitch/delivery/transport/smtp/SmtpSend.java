package dev.mailswitch.delivery.transport.smtp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One mail over one connection, in as many transactions as the server wants it in.
final class SmtpSend {

    private SmtpSend() {}

    static SmtpReport over(
            SmtpConnection connection,
            SmtpEnvelope envelope,
            SmtpMessage message,
            PointOfNoReturn hook,
            long callEnd) {
        connection.beginSend(callEnd);
        Optional<RecipientFate> obstacle =
                MailCommand.obstacle(envelope, message, connection.capabilities());
        if (obstacle.isPresent()) {
            return uniform(envelope, obstacle.get(), connection.facts());
        }
        @Nullable RecipientFate[] fates = new RecipientFate[envelope.recipients().size()];
        List<Integer> rest = new ArrayList<>(fates.length);
        for (int i = 0; i < fates.length; i++) {
            fates[i] =
                    MailCommand.obstacle(envelope.recipients().get(i), connection.capabilities())
                            .orElse(null);
            if (fates[i] == null) {
                rest.add(i);
            }
        }
        int transactions = 0;
        // Each transaction disposes of one recipient at least, so this ends.
        while (!rest.isEmpty() && (transactions == 0 || connection.isUsable())) {
            rest.forEach(recipient -> fates[recipient] = null);
            transactions++;
            rest = new Transaction(connection, envelope, message, hook, fates).run(rest);
        }
        return new SmtpReport(recipients(envelope, fates), transactions, connection.facts());
    }

    private static List<SmtpReport.Recipient> recipients(
            SmtpEnvelope envelope, @Nullable RecipientFate[] fates) {
        List<SmtpReport.Recipient> recipients = new ArrayList<>(fates.length);
        for (int i = 0; i < fates.length; i++) {
            RecipientFate fate = fates[i];
            recipients.add(
                    new SmtpReport.Recipient(
                            envelope.recipients().get(i).address(),
                            fate != null ? fate : neverMentioned()));
        }
        return recipients;
    }

    // The server takes few at a time, and the connection ended before it was this one's turn.
    private static RecipientFate neverMentioned() {
        return new RecipientFate.Broken(
                SmtpPhase.MAIL,
                SmtpFault.CONNECTION_LOST,
                "the connection ended before a further transaction",
                false);
    }

    /// The same fate for all.
    static SmtpReport uniform(
            SmtpEnvelope envelope, RecipientFate fate, SmtpReport.@Nullable Session session) {
        return new SmtpReport(
                recipients(envelope, filled(fate, envelope.recipients().size())), 0, session);
    }

    private static @Nullable RecipientFate[] filled(RecipientFate fate, int count) {
        return Collections.nCopies(count, fate).toArray(new RecipientFate[0]);
    }
}
