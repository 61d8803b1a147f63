package dev.mailswitch.provider.brevo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.compose.Letter;
import dev.mailswitch.compose.TextAsHtml;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Attachment.Disposition;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.Written;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrevoRequestTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final UUID KEY = UUID.fromString("b52d0bf0-81dd-4a08-b807-085c00000001");
    private static final Account ACCOUNT =
            new Account(Map.of("base_url", "https://api.brevo.com"), "xkeysib-1");

    private final Brevo brevo = new Brevo(Classifier.standard());

    @ParameterizedTest
    @CsvSource({
        "X-Ref, été",
        "X-Ref, =?UTF-8?Q?=C3=A9?=",
        "X-Ref, caf\\u00e9",
        "Sender.IP, 192.0.2.1",
        "idempotencyKey, 1"
    })
    void aHeaderThatBrevoWouldSpoilOrObeyIsNotSent(String name, String value) {
        assertThat(refused(mail().header(name, value))).isEqualTo(BounceClass.PROTOCOL);
    }

    @ParameterizedTest
    @CsvSource({
        "data.bin, application/octet-stream",
        "pdf, application/pdf",
        ".pdf, application/pdf",
        "a.pdf., application/pdf",
        "Größe.pdf, application/pdf",
        "a.ics, text/calendar; method=REQUEST"
    })
    void aFileThatWouldNotArriveAsItIsIsNotSent(String name, String type) {
        assertThat(refused(mail().file(name, type, 1))).isEqualTo(BounceClass.PROTOCOL);
    }

    @ParameterizedTest
    @CsvSource({"a.pdf, application/pdf", "A.B.PDF, application/pdf", "a.ics, text/calendar"})
    void otherFilesAre(String name, String type) {
        assertThat(sent(mail().file(name, type, 1)).at("/attachment/0/name").asText())
                .isEqualTo(name);
    }

    @Test
    void aNameMayHaveSeventyCharactersAsItGoes() {
        assertThat(sent(mail().to("n".repeat(70))).at("/to/0/name").asText()).hasSize(70);
        assertThat(refused(mail().to("n".repeat(71)))).isEqualTo(BounceClass.PROTOCOL);
        assertThat(refused(mail().to("é,".repeat(15)))).isEqualTo(BounceClass.PROTOCOL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Doe, \"J\" | Doe, \"J\"",
                "Dœ         | Dœ",
                "Dœ, J      | =?UTF-8?B?RMWTLCBK?=",
                "=?x        | =?UTF-8?B?PT94?="
            })
    void aNameIsEncodedWhereBrevoWouldLoseIt(String name, String written) {
        assertThat(sent(mail().to(name)).at("/to/0/name").asText()).isEqualTo(written);
    }

    @Test
    void aMailWithoutSubjectIsNotSent() {
        assertThat(refused(mail().subject(" "))).isEqualTo(BounceClass.PROTOCOL);
    }

    @Test
    void aTextGetsHtmlBesideIt() {
        JsonNode body = sent(mail());
        assertThat(body.path("textContent").asText()).isEqualTo("1 < 2");
        assertThat(body.path("htmlContent").asText()).isEqualTo(TextAsHtml.of("1 < 2"));
    }

    @Test
    void aMailWithoutBodyGetsAnEmptyPage() {
        JsonNode body = sent(mail().text(null));
        assertThat(body.has("textContent")).isFalse();
        assertThat(body.path("htmlContent").asText()).isEqualTo(TextAsHtml.of(""));
    }

    @Test
    void whatIsTooLargeIsNotSent() {
        assertThat(refused(mail().file("a.pdf", "application/pdf", 15_000_000)))
                .isEqualTo(BounceClass.MESSAGE_TOO_LARGE);
    }

    @Test
    void keyAndCorrelationAreThere() {
        JsonNode body = sent(mail());
        assertThat(body.at("/headers/idempotencyKey").asText()).isEqualTo(KEY.toString());
        assertThat(body.at("/headers/X-Mailin-custom").asText()).isEqualTo("token");
        assertThat(body.path("tags"))
                .extracting(JsonNode::asText)
                .containsExactly("mailswitch-token", "welcome");
    }

    private JsonNode sent(Draft draft) {
        Written written = brevo.write(draft.parcel(), ACCOUNT, NOW);
        assertThat(written).isInstanceOf(Written.Call.class);
        try {
            return new ObjectMapper().readTree(((Written.Call) written).call().body());
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private BounceClass refused(Draft draft) {
        Written written = brevo.write(draft.parcel(), ACCOUNT, NOW);
        assertThat(written).isInstanceOf(Written.CannotCarry.class);
        return ((Written.CannotCarry) written).bounceClass();
    }

    private static Draft mail() {
        return new Draft("Hi", "1 < 2", null, List.of(), List.of());
    }

    private record Draft(
            String subject,
            @Nullable String text,
            @Nullable String toName,
            List<Header> headers,
            List<Attachment> files) {

        Draft subject(String other) {
            return new Draft(other, text, toName, headers, files);
        }

        Draft text(@Nullable String other) {
            return new Draft(subject, other, toName, headers, files);
        }

        Draft to(String name) {
            return new Draft(subject, text, name, headers, files);
        }

        Draft header(String name, String value) {
            return new Draft(subject, text, toName, List.of(new Header(name, value)), files);
        }

        Draft file(String name, String type, int size) {
            Attachment file =
                    new Attachment(name, type, null, Disposition.ATTACHMENT, "0".repeat(64), size);
            return new Draft(subject, text, toName, headers, List.of(file));
        }

        Parcel parcel() {
            List<Recipient> recipients =
                    List.of(
                            new Recipient(
                                    0, RecipientKind.TO, new Address("a@example.net", toName)));
            Content content =
                    new Content(subject, null, text, List.of(), new Headers(headers), files);
            Letter letter =
                    new Letter(
                            Address.of("shop@example.com"),
                            "<1@example.com>",
                            NOW,
                            KEY,
                            recipients,
                            content,
                            Lane.TRANSACTIONAL,
                            List.of(),
                            null);
            return new Parcel(
                    KEY,
                    "token",
                    letter,
                    digest -> new byte[(int) files.getFirst().size()],
                    recipients,
                    List.of("welcome"),
                    true);
        }
    }
}
