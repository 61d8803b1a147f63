package dev.mailswitch.api.dialect.emailmassivo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.accept.Answer;
import dev.mailswitch.api.accept.Suppressed;
import dev.mailswitch.api.dialect.emailmassivo.SendView.Additional;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.ledger.Once;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SendViewTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final EmailId ID = EmailId.parse("019a0000-0000-7abc-8def-012345678800");

    private static Answer.Accepted accepted(Map<Integer, Suppressed> suppressed, String... emails) {
        List<Recipient> recipients = new ArrayList<>();
        for (String email : emails) {
            RecipientKind kind = recipients.isEmpty() ? RecipientKind.TO : RecipientKind.CC;
            recipients.add(new Recipient(recipients.size(), kind, Address.of(email)));
        }
        NewMail mail =
                new NewMail(
                        ID,
                        new OrganisationId(new UUID(0, 1)),
                        new EnvironmentId(new UUID(0, 2)),
                        Lane.TRANSACTIONAL,
                        Address.of("from@b.example"),
                        new Content("s", "h", null, List.of(), Headers.NONE, List.of()),
                        recipients,
                        Map.of(),
                        "<a@b.example>",
                        List.of(),
                        null,
                        "transactional",
                        OnUnknown.AT_LEAST_ONCE,
                        30,
                        null,
                        NOW,
                        false,
                        null,
                        null,
                        new Once.None(),
                        Map.of(),
                        List.of());
        return new Answer.Accepted(mail, "main", suppressed, false);
    }

    private static CopyTo copy(String email) {
        return new CopyTo.Valid(Address.of(email));
    }

    @Test
    void copiesAreToldInTheOrderInWhichTheyWereGiven() {
        SendView view =
                SendView.of(
                        accepted(
                                Map.of(2, Suppressed.BOUNCED),
                                "to@b.example",
                                "c@b.example",
                                "gone@b.example"),
                        List.of(
                                copy("gone@b.example"),
                                new CopyTo.Invalid("nobody"),
                                copy("C@b.example"),
                                copy("c@b.example")),
                        null);
        assertThat(view.uuid()).isEqualTo(ID.toString());
        assertThat(view.additionalRecipients())
                .containsExactly(
                        new Additional("gone@b.example", null, "Email receiver doesn't exist"),
                        new Additional("nobody", null, SendView.NO_ADDRESS),
                        new Additional("C@b.example", ID.recipient(1).toString(), null));
    }

    @Test
    void withoutCopiesThereIsNothingToTell() {
        assertThat(SendView.of(accepted(Map.of(), "to@b.example"), List.of(), null))
                .isEqualTo(new SendView(ID.toString(), null, null));
    }

    @Test
    void whereAllMailGoesToOneAddressThatOneIsEverybodys() {
        SendView view =
                SendView.of(
                        accepted(Map.of(), "staging@b.example"),
                        List.of(copy("c@b.example")),
                        null);
        assertThat(view.additionalRecipients())
                .containsExactly(new Additional("c@b.example", ID.toString(), null));
    }
}
