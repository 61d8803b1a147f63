package dev.mailswitch.provider.sendgrid;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.compose.Letter;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Finding;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.Sought;
import dev.mailswitch.provider.Written;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendGridRequestTest {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final String DIGEST = "ab".repeat(32);
    private static final Account ACCOUNT =
            new Account(Map.of("base_url", "https://api.sendgrid.com"), "SG.secret");

    private final SendGrid sendGrid = new SendGrid(Classifier.standard());

    private final List<Recipient> recipients = new ArrayList<>();
    private final List<Header> headers = new ArrayList<>();
    private final List<Attachment> files = new ArrayList<>();
    private final List<String> tags = new ArrayList<>();
    private final List<Address> replyTo = new ArrayList<>();
    private String subject = "A subject";
    private @Nullable String text = "Hello";
    private byte[] bytes = {1, 2, 3};

    @Test
    void anAddressThatStandsTwiceIsNotSent() {
        to("Jane@example.net");
        add(RecipientKind.CC, "jane@EXAMPLE.net");
        assertThat(obstacle()).isEqualTo("SendGrid takes no address twice in To, Cc and Bcc");
    }

    @Test
    void aMailWithoutSubjectOrBodyIsNotSent() {
        to("a@x.test");
        subject = "";
        assertThat(obstacle()).isEqualTo("SendGrid takes no mail without a subject");
        subject = "A subject";
        text = null;
        assertThat(obstacle()).isEqualTo("SendGrid takes no mail without a body");
    }

    @Test
    void moreThanTenTagsAreNotSent() {
        to("a@x.test");
        IntStream.range(0, 10).forEach(i -> tags.add("tag " + i));
        tags.add("tag 1");
        assertThat(call().path("categories")).hasSize(10);
        tags.add("one more");
        assertThat(obstacle()).isEqualTo("SendGrid takes at most 10 tags");
    }

    @Test
    void aHeaderOfSendGridsOwnIsNotSent() {
        to("a@x.test");
        headers.add(new Header("X-SG-EID", "1"));
        assertThat(obstacle()).isEqualTo("SendGrid keeps this header for itself: X-SG-EID");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/calendar; method=REQUEST | SendGrid takes no method in the type of a file",
                "text/csv; charset=iso-8859-1 | SendGrid takes no charset in the type of a file"
            })
    void aFileWhoseTypeSaysMoreIsNotSent(String type, String obstacle) {
        to("a@x.test");
        file("a.txt", type);
        assertThat(obstacle()).isEqualTo(obstacle);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/csv", "text/csv; charset=UTF-8", "text/csv; charset=us-ascii"})
    void theCharsetThatIsTakenForGrantedIsLeftOut(String type) {
        to("a@x.test");
        file("a.csv", type);
        assertThat(call().path("attachments").path(0).path("type").asText()).isEqualTo("text/csv");
    }

    @Test
    void anEmptyFileIsNotSent() {
        to("a@x.test");
        bytes = new byte[0];
        file("a.txt", "text/plain");
        assertThat(obstacle()).isEqualTo("SendGrid takes no empty file");
    }

    @Test
    void whatIsTooLargeIsNotSent() {
        to("a@x.test");
        bytes = new byte[23_000_000];
        file("a.bin", "application/octet-stream");
        assertThat(written())
                .isInstanceOfSatisfying(
                        Written.CannotCarry.class,
                        refusal ->
                                assertThat(refusal.bounceClass())
                                        .isEqualTo(BounceClass.MESSAGE_TOO_LARGE));
    }

    @Test
    void allTrackingIsSwitchedOff() {
        to("a@x.test");
        JsonNode body = call();
        assertThat(body.path("tracking_settings").properties())
                .hasSize(4)
                .allSatisfy(
                        setting -> {
                            assertThat(setting.getValue().path("enable").isBoolean()).isTrue();
                            assertThat(setting.getValue().path("enable").asBoolean()).isFalse();
                        });
        assertThat(body.at("/mail_settings/footer/enable").isBoolean()).isTrue();
        assertThat(body.at("/mail_settings/footer/enable").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Jane Doe | Jane Doe",
                "J. Doe | J. Doe",
                "山田太郎 | 山田太郎",
                "Doe, Jane | \"Doe, Jane\"",
                "Jane \"JJ\" Doe | \"Jane \\\"JJ\\\" Doe\""
            })
    void aRecipientsNameIsQuotedWhereItWouldBeTornApart(String name, String sent) {
        recipients.add(new Recipient(0, RecipientKind.TO, new Address("a@x.test", name)));
        assertThat(call().at("/personalizations/0/to/0/name").asText()).isEqualTo(sent);
    }

    @Test
    void oneAddressForRepliesAndSeveralHaveFieldsOfTheirOwn() {
        to("a@x.test");
        replyTo.add(Address.of("r@x.test"));
        replyTo.add(Address.of("R@x.test"));
        assertThat(call().at("/reply_to/email").asText()).isEqualTo("r@x.test");
        assertThat(call().has("reply_to_list")).isFalse();
        replyTo.add(Address.of("s@x.test"));
        assertThat(call().path("reply_to_list")).hasSize(2);
        assertThat(call().has("reply_to")).isFalse();
    }

    @Test
    void whatSendGridDoesNotEncodeIsEncoded() {
        to("a@x.test");
        headers.add(new Header("X-Town", "Zürich"));
        headers.add(new Header("X-Plain", "Town; \"quoted\""));
        file("Übersicht.pdf", "application/pdf");
        JsonNode body = call();
        assertThat(body.at("/headers/X-Town").asText()).isEqualTo("=?UTF-8?B?WsO8cmljaA==?=");
        assertThat(body.at("/headers/X-Plain").asText()).isEqualTo("Town; \"quoted\"");
        assertThat(body.at("/attachments/0/filename").asText())
                .isEqualTo("=?UTF-8?B?w5xiZXJzaWNodC5wZGY=?=");
    }

    @Test
    void longTextIsCutBetweenCharacters() {
        String encoded = AsciiText.header("😀".repeat(30));
        assertThat(encoded.split(" "))
                .hasSize(3)
                .allSatisfy(word -> assertThat(word.length()).isLessThanOrEqualTo(75));
    }

    @Test
    void theSameParcelIsTheSameBody() {
        to("a@x.test");
        file("a.csv", "text/csv");
        assertThat(body(written())).isEqualTo(body(written()));
    }

    @Test
    void onlyAnAccountWithTheHistoryIsAsked() {
        Sought sought = new Sought("to-ken_1", "from@x.test", NOW);
        assertThat(sendGrid.lookUp(sought, ACCOUNT, NOW)).isEmpty();
        HttpCall call =
                sendGrid.lookUp(
                                sought,
                                new Account(
                                        Map.of(
                                                "base_url", "https://api.sendgrid.com/",
                                                "email_activity", "yes"),
                                        "SG.secret"),
                                NOW)
                        .orElseThrow();
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.headers()).containsEntry("Authorization", "Bearer SG.secret");
        assertThat(call.uri().getPath()).isEqualTo("/v3/messages");
        assertThat(call.uri().getQuery())
                .isEqualTo("limit=1&query=(unique_args['mailswitch']=\"to-ken_1\")");
    }

    @Test
    void theHistoryTellsWhetherItArrived() {
        assertThat(
                        found(
                                200,
                                """
                                {"messages":[{"msg_id":"AbC.filter1.0","from_email":"From@x.test"}]}"""))
                .isEqualTo(new Finding.Arrived("AbC"));
        assertThat(found(200, "{\"messages\":[{\"from_email\":\"from@x.test\"}]}"))
                .isEqualTo(new Finding.Arrived(null));
        assertThat(found(200, "{\"messages\":[{\"msg_id\":\"A\",\"from_email\":\"x@y.test\"}]}"))
                .as("anybody's")
                .isInstanceOf(Finding.NotNow.class);
        assertThat(found(200, "{\"messages\":[]}")).isEqualTo(new Finding.NotSeen());
        assertThat(found(200, "<html>")).isInstanceOf(Finding.NotNow.class);
        assertThat(found(200, "{}")).isInstanceOf(Finding.NotNow.class);
        assertThat(found(403, "{\"errors\":[{\"message\":\"authorization required\"}]}"))
                .isEqualTo(
                        new Finding.NotNow(
                                "its history does not answer: 403 authorization required"));
    }

    private Finding found(int status, String body) {
        return sendGrid.found(
                new Sought("token", "from@x.test", NOW), new HttpAnswer(status, Map.of(), body));
    }

    private void to(String email) {
        add(RecipientKind.TO, email);
    }

    private void add(RecipientKind kind, String email) {
        recipients.add(new Recipient(recipients.size(), kind, Address.of(email)));
    }

    private void file(String name, String type) {
        files.add(
                new Attachment(
                        name, type, null, Attachment.Disposition.ATTACHMENT, DIGEST, bytes.length));
    }

    private Written written() {
        Content content = new Content(subject, null, text, replyTo, new Headers(headers), files);
        Letter letter =
                new Letter(
                        new Address("from@x.test", "From"),
                        "<1@x.test>",
                        NOW,
                        new UUID(1, 2),
                        recipients,
                        content,
                        Lane.TRANSACTIONAL,
                        Collections.emptyList(),
                        null);
        return sendGrid.write(
                new Parcel(
                        new UUID(1, 2), "token", letter, digest -> bytes, recipients, tags, true),
                ACCOUNT,
                NOW);
    }

    private String obstacle() {
        assertThat(written()).isInstanceOf(Written.CannotCarry.class);
        return ((Written.CannotCarry) written()).what();
    }

    private JsonNode call() {
        try {
            return new ObjectMapper().readTree(body(written()));
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private static byte[] body(Written written) {
        assertThat(written).isInstanceOf(Written.Call.class);
        return ((Written.Call) written).call().body();
    }
}
