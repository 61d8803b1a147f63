package dev.mailswitch.delivery.transport.smtp;

import dev.mailswitch.compose.ComposedMail;
import dev.mailswitch.delivery.transport.Sender.Answer;
import dev.mailswitch.delivery.transport.Shipment;
import dev.mailswitch.delivery.transport.Shipment.Leg;
import dev.mailswitch.model.mail.Checksum;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// One provider call through a relay: all its recipients at once, and where that ends in an answer
/// that is not each one's own, those by themselves.
final class SmtpCall {

    /// Failures and delays are wanted, the body is not: RFC 3461 section 4.1.
    private static final SmtpDsn.Recipient NOTICES =
            new SmtpDsn.Recipient(Set.of(SmtpDsn.Notify.FAILURE, SmtpDsn.Notify.DELAY), null);

    private final SmtpReservation reservation;
    private final SmtpOutcomes outcomes;
    private final InstantSource clock;
    private final Shipment shipment;
    private final BooleanSupplier mayPass;
    private final Map<Integer, Answer> answers = new HashMap<>();

    SmtpCall(
            SmtpReservation reservation,
            SmtpOutcomes outcomes,
            InstantSource clock,
            Shipment shipment,
            BooleanSupplier mayPass) {
        this.reservation = reservation;
        this.outcomes = outcomes;
        this.clock = clock;
        this.shipment = shipment;
        this.mayPass = mayPass;
    }

    /// An answer for every position of the shipment.
    Map<Integer, Answer> run() {
        send(shipment.legs(), shipment.compose());
        return answers;
    }

    private void send(List<Leg> legs, ComposedMail mail) {
        SmtpEnvelope envelope;
        try {
            envelope = envelope(legs, mail);
        } catch (IllegalArgumentException unspeakable) {
            String why = "cannot be said in SMTP: " + unspeakable.getMessage();
            answer(legs, new Outcome.MessageRefused(BounceClass.PROTOCOL, false, why));
            return;
        }
        SmtpReport report =
                reservation.send(envelope, new ComposedMessage(mail), mayPass::getAsBoolean);
        List<RecipientFate> fates =
                report.recipients().stream().map(SmtpReport.Recipient::fate).toList();
        List<Outcome> said =
                fates.stream().map(fate -> outcomes.of(fate, clock.instant())).toList();
        Checksum checksum = mail.checksum();
        for (int i = 0; i < legs.size(); i++) {
            answers.put(
                    legs.get(i).recipient().position(),
                    new Answer(said.get(i), SmtpOutcomes.asked(fates.get(i)), checksum));
        }
        sendWithoutUnicode(legs, fates, mail);
        for (int shared : SmtpOutcomes.shared(fates, said)) {
            sendAlone(legs.get(shared), mail);
        }
    }

    /// Addresses in the header that only SMTPUTF8 can carry must not cost those recipients the mail
    /// who do not need it: they get it without these in the header.
    private void sendWithoutUnicode(List<Leg> legs, List<RecipientFate> fates, ComposedMail mail) {
        if (!mail.needsSmtpUtf8()) {
            return;
        }
        List<Leg> plain = new ArrayList<>();
        for (int i = 0; i < legs.size(); i++) {
            if (fates.get(i) instanceof RecipientFate.Unsuited unsuited
                    && unsuited.obstacle() == SmtpObstacle.SMTPUTF8_NOT_OFFERED
                    && !legs.get(i).recipient().address().needsSmtpUtf8()) {
                plain.add(legs.get(i));
            }
        }
        ComposedMail reduced = plain.isEmpty() ? mail : shipment.composeWithoutUnicode();
        if (!reduced.needsSmtpUtf8()) {
            send(plain, reduced);
        }
    }

    private void sendAlone(Leg leg, ComposedMail mail) {
        if (reservation.isOver()) {
            String why = "held back: no time left in the call to try it alone";
            answer(List.of(leg), new Outcome.Unavailable(Phase.PREPARE, why));
        } else {
            send(List.of(leg), mail);
        }
    }

    private void answer(List<Leg> legs, Outcome outcome) {
        legs.forEach(leg -> answers.put(leg.recipient().position(), Answer.ours(outcome)));
    }

    private SmtpEnvelope envelope(List<Leg> legs, ComposedMail mail) {
        return new SmtpEnvelope(
                shipment.returnPath(),
                legs.stream()
                        .map(leg -> leg.recipient().address().onTheWire())
                        .map(address -> new SmtpRecipient(address, NOTICES))
                        .toList(),
                mail.needsSmtpUtf8(),
                new SmtpDsn.Mail(SmtpDsn.Return.HDRS, shipment.key().toString()));
    }

    private record ComposedMessage(ComposedMail mail) implements SmtpMessage {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            mail.writeTo(out);
        }

        @Override
        public long size() {
            return mail.size();
        }

        @Override
        public boolean eightBit() {
            return mail.needsSmtpUtf8();
        }
    }
}
