package dev.mailswitch.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Engagement;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.outcome.BounceClass;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedbackTest {

    private static final EmailId MAIL = EmailId.parse("019a0000-0000-7abc-8def-012345678800");
    private static final ProviderId PROVIDER =
            ProviderId.parse("00000000-0000-0000-0000-0000000000a1");
    private static final Instant AT = Instant.parse("2026-02-03T04:05:06.789012Z");
    private static final Feedback BOUNCED =
            new Feedback(
                    MAIL,
                    2,
                    3,
                    PROVIDER,
                    EventType.BOUNCED,
                    BounceClass.PROVIDER_BLOCK,
                    true,
                    AT,
                    "evt-1",
                    "550 5.7.1 listed – Grüße",
                    true);
    private static final Feedback OPENED =
            new Feedback(
                    MAIL,
                    0,
                    1,
                    PROVIDER,
                    EventType.OPENED,
                    null,
                    false,
                    Instant.parse("2026-02-03T04:05:06Z"),
                    "evt-2",
                    null,
                    false);

    private static final Feedback COMPLAINED =
            new Feedback(
                    MAIL,
                    0,
                    1,
                    PROVIDER,
                    EventType.COMPLAINED,
                    null,
                    false,
                    Instant.parse("2026-02-03T04:05:06Z"),
                    "evt-4",
                    null,
                    true,
                    new Feedback.About(
                            OrganisationId.parse("00000000-0000-0000-0000-0000000000b2"),
                            EnvironmentId.parse("00000000-0000-0000-0000-0000000000c3"),
                            Address.of("Jo@example.com")));

    private static final Feedback CLICKED =
            new Feedback(
                    MAIL,
                    0,
                    1,
                    PROVIDER,
                    EventType.CLICKED,
                    null,
                    false,
                    Instant.parse("2026-02-03T04:05:06Z"),
                    "email.clicked:1",
                    null,
                    false,
                    null,
                    new Engagement("https://shop.example/?a=1#b", "gmail_proxy", true));

    @Test
    void theGoldenBytesStayTheSame() {
        assertThat(BOUNCED.encode()).isEqualTo(WireFiles.read("feedback-bounced-1.1.json"));
        assertThat(COMPLAINED.encode()).isEqualTo(WireFiles.read("feedback-complained-1.1.json"));
        assertThat(CLICKED.encode()).isEqualTo(WireFiles.read("feedback-clicked-1.1.json"));
        assertThat(Feedback.decode(WireFiles.read("feedback-clicked-1.1.json")).read())
                .contains(CLICKED);
        assertThat(Feedback.decode(WireFiles.read("feedback-bounced-1.1.json")).read())
                .contains(BOUNCED);
        assertThat(Feedback.decode(WireFiles.read("feedback-complained-1.1.json")).read())
                .contains(COMPLAINED);
    }

    @Test
    void whatTheFirstReleaseWroteIsRead() {
        assertThat(Feedback.decode(WireFiles.read("feedback-bounced-1.0.json")).read())
                .contains(BOUNCED);
        assertThat(Feedback.decode(WireFiles.read("feedback-opened-1.0.json")).read())
                .contains(OPENED);
    }

    @Test
    void aNewerMinorVersionIsReadAndItsAdditionsAreSkipped() {
        Feedback read =
                Feedback.decode(WireFiles.read("feedback-newer-1.7.json")).read().orElseThrow();

        assertThat(read.bounceClass()).isEqualTo(BounceClass.UNKNOWN);
        assertThat(read.eventKey()).isEqualTo("evt-3");
    }

    @Test
    void aNewerMajorVersionIsTooNew() {
        assertThat(Feedback.decode(bytes("{\"version\":\"2.0\"}")))
                .isEqualTo(new Decoded.TooNew<Feedback>(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "\"x\"",
                "{",
                "{}",
                "{\"version\":1}",
                "{\"version\":\"0.9\"}",
                "{\"version\":\".1\"}",
                "{\"version\":\"1.0\"}",
                "{\"version\":\"99999999999.0\"}"
            })
    void garbageIsNamedAsSuch(String text) {
        assertThat(Feedback.decode(bytes(text))).isInstanceOf(Decoded.Garbage.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"position\":2 | \"position\":1000",
                "\"position\":2 | \"position\":-1",
                "\"position\":2 | \"position\":\"2\"",
                "\"attempt\":3 | \"attempt\":0",
                "\"attempt\":3 | \"attempt\":99999999999",
                "\"type\":\"bounced\" | \"type\":\"queued\"",
                "\"type\":\"bounced\" | \"type\":\"exploded\"",
                "\"permanent\":true | \"permanent\":\"yes\"",
                "\"permanent\":true, | ''",
                "2026-02-03T04:05:06.789012Z | yesterday",
                "2026-02-03T04:05:06.789012Z | +1000000-02-03T04:05:06Z",
                "\"event_key\":\"evt-1\" | \"event_key\":\" \"",
                "019a0000-0000-7abc-8def-012345678800 | 019a0000-0000-7abc-8def-012345678801",
                "019a0000-0000-7abc-8def-012345678800 | 1-1-1-1-1"
            })
    void aFieldThatIsNotValidIsGarbage(String right, String wrong) {
        String good = new String(BOUNCED.encode(), StandardCharsets.UTF_8);
        assertThat(good).contains(right);

        assertThat(Feedback.decode(bytes(good.replace(right, wrong))))
                .isInstanceOf(Decoded.Garbage.class);
    }

    @Test
    void aReasonIsCutAtAThousandCharactersAndNeverInsideOne() {
        Feedback said = bounced(BounceClass.POLICY, "x".repeat(999) + "😀");

        assertThat(said.reason()).isEqualTo("x".repeat(999));
    }

    @Test
    void aReasonFitsIntoADatabaseAndALogLine() {
        Feedback said = bounced(BounceClass.POLICY, "a\u0000b\r\nc\ud800d");

        assertThat(said.reason()).isEqualTo("a b  c\ufffdd");
        assertThat(Feedback.decode(said.encode()).read()).contains(said);
    }

    @Test
    void aBounceWithoutAClassIsOfAnUnknownOne() {
        assertThat(bounced(null, null).bounceClass()).isEqualTo(BounceClass.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(
            value = EventType.class,
            names = {"SCHEDULED", "QUEUED", "DELIVERING", "FAILED", "CANCELLED", "REROUTED"})
    void whatOnlyWeKnowNoProviderReports(EventType type) {
        assertThatThrownBy(
                        () ->
                                new Feedback(
                                        MAIL, 0, 1, PROVIDER, type, null, false, AT, "k", null,
                                        true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void textOfAnyKindComesBack(@ForAll @Size(max = 1_200) String reason) {
        Feedback said = bounced(BounceClass.UNKNOWN, reason);

        assertThat(Feedback.decode(said.encode()).read()).contains(said);
        assertThat(said.reason()).hasSizeLessThanOrEqualTo(Feedback.MAX_REASON);
    }

    @Property
    void noBytesMakeItThrow(@ForAll @Size(max = 200) byte[] bytes) {
        assertThat(Feedback.decode(bytes)).isInstanceOf(Decoded.Garbage.class);
    }

    private static Feedback bounced(@Nullable BounceClass bounceClass, @Nullable String reason) {
        return new Feedback(
                MAIL, 2, 3, PROVIDER, EventType.BOUNCED, bounceClass, true, AT, "k", reason, true);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
