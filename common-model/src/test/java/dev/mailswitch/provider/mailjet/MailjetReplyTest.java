package dev.mailswitch.provider.mailjet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.compose.Letter;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Finding;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.Sought;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What an answer says of single recipients, and what look-ups find.
class MailjetReplyTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static final Sought SOUGHT = new Sought("token", "from@example.com", NOW);

    private static final Account ACCOUNT =
            new Account(
                    Map.of("base_url", "https://api.mailjet.com/", "api_key", "public"), "private");

    private final Mailjet mailjet = new Mailjet(Classifier.standard());

    @ParameterizedTest
    @ValueSource(ints = {200, 400})
    void eachRecipientHasAnIdOfItsOwnAlsoUnderAnotherStatus(int status) {
        String body =
                """
                {"Messages":[{"Status":"success","CustomID":"token",
                  "To":[{"Email":"second@example.com","MessageUUID":"b",
                         "MessageID":18446744073709551615},
                        {"Email":"first@EXAMPLE.com","MessageUUID":"a","MessageID":456}],
                  "Cc":[{"Email":"third@example.com","MessageUUID":"c","MessageID":0}],"Bcc":[]}]}
                """;
        assertThat(read(status, body))
                .containsEntry(0, new Outcome.Accepted("456"))
                .containsEntry(1, new Outcome.Accepted("18446744073709551615"))
                .containsEntry(2, new Outcome.Accepted(null))
                .hasSize(3);
    }

    @Test
    void anAddressThatItRefusesDoesNotStopTheOthers() {
        Map<Integer, Outcome> outcomes =
                read(400, errors(error(400, "mj-0013", "\"To[1].Email\"")));
        assertThat(outcomes).hasSize(3);
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Unavailable.class);
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.MessageRefused.class);
        assertThat(outcomes.get(2)).isInstanceOf(Outcome.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"From.Email\"",
                "\"To[7].Email\"",
                "\"To[0].Email\",\"ReplyTo\"",
                "",
                "{}"
            })
    void anAddressThatIsNoRecipientsStopsTheMail(String about) {
        assertThat(read(400, errors(error(400, "mj-0013", about))).values())
                .hasSize(3)
                .allSatisfy(
                        outcome -> assertThat(outcome).isInstanceOf(Outcome.MessageRefused.class));
    }

    @Test
    void theAccountsFaultGoesBeforeTheMails() {
        String body =
                errors(
                        error(400, "mj-0013", "\"To[0].Email\""),
                        error(403, "send-0008", "\"From\""));
        assertThat(read(400, body).values())
                .hasSize(3)
                .allSatisfy(
                        outcome -> assertThat(outcome).isInstanceOf(Outcome.Misconfigured.class));
    }

    @ParameterizedTest
    @CsvSource({
        "200, 400, MessageRefused",
        "200, 0, MessageRefused",
        "200, 200, MessageRefused",
        "400, 429, Throttled",
        "400, 503, Unavailable"
    })
    void anUnlistedErrorOfTheMessageIsNeverASuccess(int status, int itsOwn, String expected) {
        assertThat(read(status, errors(error(itsOwn, "send-9999", ""))).values())
                .hasSize(3)
                .allSatisfy(
                        outcome ->
                                assertThat(outcome.getClass().getSimpleName()).isEqualTo(expected));
    }

    @Test
    void anErrorWithoutReasonsIsNoSuccess() {
        assertThat(read(200, "{\"Messages\":[{\"Status\":\"error\"}]}").values())
                .hasSize(3)
                .allSatisfy(
                        outcome -> assertThat(outcome).isInstanceOf(Outcome.MessageRefused.class));
    }

    @Test
    void theReplyNamesTheFieldAndWhatSupportAsksFor() {
        Outcome outcome = read(400, errors(error(400, "mj-0006", "\"Subject\""))).get(0);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.MessageRefused.class,
                        refused ->
                                assertThat(refused.reply())
                                        .isEqualTo("400 mj-0006: Some words. Subject (f987008f)"));
    }

    @Test
    void aLookUpAsksForOurId() {
        HttpCall call = mailjet.lookUp(SOUGHT, ACCOUNT, NOW).orElseThrow();
        assertThat(call.method()).isEqualTo(HttpCall.Method.GET);
        assertThat(call.uri())
                .hasToString(
                        "https://api.mailjet.com/v3/REST/message?CustomID=token&ShowCustomID=true");
        assertThat(call.headers()).containsEntry("Authorization", "Basic cHVibGljOnByaXZhdGU=");
    }

    @Test
    void aMailThatIsThereHasArrived() {
        assertThat(found(200, "{\"Count\":1,\"Data\":[" + mail("token", "456") + "],\"Total\":1}"))
                .isEqualTo(new Finding.Arrived("456"));
    }

    @Test
    void ofSeveralRecipientsNoIdIsKnown() {
        assertThat(found(200, "{\"Data\":[" + mail("token", "1") + "," + mail("token", "2") + "]}"))
                .isEqualTo(new Finding.Arrived(null));
    }

    @Test
    void anEmptyListIsNoProof() {
        assertThat(found(200, "{\"Count\":0,\"Data\":[],\"Total\":0}"))
                .isEqualTo(new Finding.NotSeen());
    }

    @Test
    void theMailOfAnotherDoesNotPassForIt() {
        assertThat(found(200, "{\"Data\":[" + mail("other", "1") + "]}"))
                .isInstanceOf(Finding.NotNow.class);
        assertThat(found(200, "{\"Data\":[{\"ID\":1}]}")).isInstanceOf(Finding.NotNow.class);
    }

    @ParameterizedTest
    @CsvSource({"401, {}", "404, ''", "500, <html>", "200, <html>", "200, '{\"Data\":7}'"})
    void aQuestionThatFailsFindsNothingOut(int status, String body) {
        assertThat(found(status, body)).isInstanceOf(Finding.NotNow.class);
    }

    private Finding found(int status, String body) {
        return mailjet.found(SOUGHT, new HttpAnswer(status, Map.of(), body));
    }

    private static String mail(String customId, String id) {
        return "{\"CustomID\":\"%s\",\"ID\":%s,\"Status\":\"queued\"}".formatted(customId, id);
    }

    private Map<Integer, Outcome> read(int status, String body) {
        return mailjet.read(parcel(), new HttpAnswer(status, Map.of(), body), NOW);
    }

    private static String errors(String... errors) {
        return "{\"Messages\":[{\"Status\":\"error\",\"Errors\":[%s]}]}"
                .formatted(String.join(",", errors));
    }

    private static String error(int status, String code, String about) {
        return ("{\"ErrorIdentifier\":\"f987008f\",\"ErrorCode\":\"%s\",\"StatusCode\":%d,"
                        + "\"ErrorMessage\":\"Some words.\",\"ErrorRelatedTo\":[%s]}")
                .formatted(code, status, about);
    }

    private static Parcel parcel() {
        List<Recipient> recipients =
                List.of(
                        new Recipient(0, RecipientKind.TO, Address.of("First@example.com")),
                        new Recipient(1, RecipientKind.TO, Address.of("second@example.com")),
                        new Recipient(2, RecipientKind.CC, Address.of("third@example.com")));
        Content content = new Content("S", null, "T", List.of(), Headers.NONE, List.of());
        Letter letter =
                new Letter(
                        Address.of("from@example.com"),
                        "<1@example.com>",
                        NOW,
                        new UUID(0, 1),
                        recipients,
                        content,
                        Lane.TRANSACTIONAL,
                        List.of(),
                        null);
        return new Parcel(
                new UUID(0, 1),
                "token",
                letter,
                digest -> new byte[0],
                recipients,
                List.of(),
                true);
    }
}
