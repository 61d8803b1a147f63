package dev.mailswitch.provider.sparkpost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.compose.Letter;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.Written;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkPostCallTest {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final UUID KEY = new UUID(0x0123_4567_89ab_4defL, 0x8edc_ba98_7654_3210L);
    private static final Account ACCOUNT =
            new Account(Map.of("base_url", "https://api.eu.sparkpost.com/"), "key");
    private static final Recipient ANN = recipient(0, "ann@example.net");
    private static final Recipient JOANN = recipient(1, "joann@example.net");

    private final SparkPost sparkPost = new SparkPost(Classifier.standard());

    @Test
    void anAccountOfTheEuIsCalledThere() {
        assertThat(call(parcel("s", ANN), ACCOUNT).uri())
                .hasToString("https://api.eu.sparkpost.com/api/v1/transmissions");
    }

    @Test
    void theSubaccountGoesInAHeader() {
        Account sub = new Account(Map.of("base_url", "https://x.test", "subaccount", "42"), "key");
        assertThat(call(parcel("s", ANN), sub).headers()).containsEntry("X-MSYS-SUBACCOUNT", "42");
        assertThat(call(parcel("s", ANN), ACCOUNT).headers())
                .doesNotContainKey("X-MSYS-SUBACCOUNT")
                .containsEntry("Idempotency-Key", KEY.toString());
    }

    @ParameterizedTest
    @EnumSource(Lane.class)
    void theLaneSaysWhatIsTransactional(Lane lane) throws IOException {
        JsonNode body = body(parcel("s", lane, List.of(), List.of(ANN), List.of(ANN)));
        assertThat(body.path("options").path("transactional").booleanValue())
                .isEqualTo(lane == Lane.TRANSACTIONAL);
    }

    @Test
    void thoseOfALaterCallStillSeeEverybody() throws IOException {
        JsonNode body =
                body(
                        parcel(
                                "s",
                                Lane.TRANSACTIONAL,
                                List.of(),
                                List.of(ANN, JOANN),
                                List.of(JOANN)));
        assertThat(body.path("recipients")).hasSize(1);
        assertThat(body.at("/recipients/0/address/email").textValue())
                .isEqualTo("joann@example.net");
        assertThat(body.at("/content/email_rfc822").textValue())
                .contains("To: ann@example.net, joann@example.net\r\n");
    }

    @Test
    void theSameParcelHasTheSameBytes() {
        assertThat(call(parcel("s", ANN, JOANN), ACCOUNT).body())
                .isEqualTo(call(parcel("s", ANN, JOANN), ACCOUNT).body());
    }

    @Test
    void bracesInAHeaderCannotBeCarriedUnlessEncoded() {
        assertThat(written(parcel("Hello {{name}}", ANN)))
                .isInstanceOfSatisfying(
                        Written.CannotCarry.class,
                        no -> assertThat(no.bounceClass()).isEqualTo(BounceClass.PROTOCOL));
        assertThat(
                        written(
                                parcel(
                                        "s",
                                        Lane.BULK,
                                        List.of(new Header("X-Note", "a {{b}} c")),
                                        List.of(ANN),
                                        List.of(ANN))))
                .isInstanceOf(Written.CannotCarry.class);
        assertThat(written(parcel("s", recipient(0, "{{ann}}@example.net"))))
                .isInstanceOf(Written.CannotCarry.class);
        assertThat(written(parcel("Grüße {{name}}", ANN))).isInstanceOf(Written.Call.class);
        // The body of each has them, too, and is left alone.
        assertThat(written(parcel("Hello {name}", ANN))).isInstanceOf(Written.Call.class);
    }

    @Test
    void whoIsShownAndNotOfTheCallCanStandInTheWay() {
        Recipient joerg = recipient(1, "jörg@example.net");
        Parcel parcel =
                parcel("s", Lane.TRANSACTIONAL, List.of(), List.of(ANN, joerg), List.of(ANN));
        assertThat(written(parcel)).isInstanceOf(Written.CannotCarry.class);
    }

    @Test
    void moreTagsThanItKeepsCannotBeCarried() {
        assertThat(written(tagged(10))).isInstanceOf(Written.Call.class);
        assertThat(written(tagged(11))).isInstanceOf(Written.CannotCarry.class);
    }

    @Test
    void whoIsNamedInAnErrorIsRefusedAndTheOthersAreAccepted() {
        Map<Integer, Outcome> outcomes =
                read(
                        1,
                        1,
                        "{\"message\":\"invalid data\",\"code\":\"1300\","
                                + "\"description\":\"bad: Joann@example.net.\"}");
        assertThat(outcomes.get(0)).isEqualTo(new Outcome.Accepted("116"));
        assertThat(outcomes.get(1))
                .isEqualTo(
                        new Outcome.MessageRefused(
                                BounceClass.PROTOCOL,
                                true,
                                "200 1300: invalid data: bad: Joann@example.net."));
    }

    @Test
    void whoIsOnTheListOfSparkPostIsTheRecipientsOwnAffair() {
        Map<Integer, Outcome> outcomes =
                read(1, 1, "{\"message\":\"ann@example.net suppressed\",\"code\":\"1902\"}");
        assertThat(outcomes.get(0))
                .isInstanceOfSatisfying(
                        Outcome.RecipientRefused.class,
                        no -> assertThat(no.bounceClass()).isEqualTo(BounceClass.SUPPRESSED));
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"message\":\"required field is missing\",\"code\":\"1400\"}",
                "{\"message\":\"an address of its own: mann@example.net\"}",
                "{\"message\":\"ann@example.net and joann@example.net\"}"
            })
    void whereNobodyKnowsWhoWasRejectedNothingIsKnown(String error) {
        assertThat(read(1, 1, error).values())
                .hasSize(2)
                .allMatch(outcome -> outcome instanceof Outcome.Unknown);
    }

    @Test
    void whereNobodyWasTakenEveryoneIsRefused() {
        assertThat(read(0, 2, "{\"message\":\"suppressed\"},{\"message\":\"invalid\"}").values())
                .hasSize(2)
                .allMatch(outcome -> outcome instanceof Outcome.MessageRefused);
        assertThat(read(0, 2, "{\"message\":\"suppressed\"}").values())
                .hasSize(2)
                .allMatch(outcome -> outcome instanceof Outcome.RecipientRefused);
    }

    private Map<Integer, Outcome> read(int accepted, int rejected, String errors) {
        String body =
                """
                {"errors":[{"message":"transmission created, but with validation errors",
                  "code":"2000"}],
                 "results":{"rcpt_to_errors":[%s],"total_rejected_recipients":%d,
                  "total_accepted_recipients":%d,"id":"116"}}
                """
                        .formatted(errors, rejected, accepted);
        return sparkPost.read(parcel("s", ANN, JOANN), new HttpAnswer(200, Map.of(), body), NOW);
    }

    private Written written(Parcel parcel) {
        return sparkPost.write(parcel, ACCOUNT, NOW);
    }

    private HttpCall call(Parcel parcel, Account account) {
        return ((Written.Call) sparkPost.write(parcel, account, NOW)).call();
    }

    private JsonNode body(Parcel parcel) throws IOException {
        return new ObjectMapper().readTree(call(parcel, ACCOUNT).body());
    }

    private static Recipient recipient(int position, String email) {
        return new Recipient(position, RecipientKind.TO, Address.of(email));
    }

    private static Parcel parcel(String subject, Recipient... recipients) {
        List<Recipient> all = List.of(recipients);
        return parcel(subject, Lane.TRANSACTIONAL, List.of(), all, all);
    }

    private static Parcel tagged(int tags) {
        Parcel parcel = parcel("s", ANN);
        return new Parcel(
                parcel.key(),
                parcel.correlation(),
                parcel.letter(),
                parcel.files(),
                parcel.recipients(),
                Collections.nCopies(tags, "tag"),
                parcel.mayDouble());
    }

    private static Parcel parcel(
            String subject,
            Lane lane,
            List<Header> ours,
            List<Recipient> shown,
            List<Recipient> recipients) {
        Letter letter =
                new Letter(
                        Address.of("demo@demo.mailswitch.test"),
                        "<1@demo.mailswitch.test>",
                        NOW,
                        KEY,
                        shown,
                        new Content(
                                subject, null, "Dear {{name}}", List.of(), Headers.NONE, List.of()),
                        lane,
                        ours,
                        null);
        return new Parcel(
                KEY,
                "token",
                letter,
                sha256 -> {
                    throw new AssertionError("no files");
                },
                recipients,
                List.of(),
                true);
    }
}
