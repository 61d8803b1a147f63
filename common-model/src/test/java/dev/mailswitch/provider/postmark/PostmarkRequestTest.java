package dev.mailswitch.provider.postmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.Written;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostmarkRequestTest {

    private final Postmark postmark = new Postmark(Classifier.standard());

    @Test
    void theCallNamesServerAndStream() throws IOException {
        HttpCall call = call(Parcels.to("a@x.test").build());
        assertThat(call.method()).isEqualTo(HttpCall.Method.POST);
        assertThat(call.uri()).hasToString("https://pm.test/email");
        assertThat(call.headers())
                .containsEntry("X-Postmark-Server-Token", "token")
                .containsEntry("Accept", "application/json")
                .containsEntry("Content-Type", "application/json");
        assertThat(json(call).path("MessageStream").textValue()).isEqualTo("receipts");
        assertThat(json(call).path("TrackLinks").textValue()).isEqualTo("None");
        assertThat(json(call).path("TrackOpens").booleanValue()).isFalse();
    }

    @Test
    void theSameParcelHasTheSameBytes() {
        Parcels parcels = Parcels.to("a@x.test").add(RecipientKind.BCC, "b@x.test").attach("a.png");
        assertThat(call(parcels.build()).body()).isEqualTo(call(parcels.build()).body());
    }

    @Test
    void recipientsAreListsInOneTextAndHiddenOnesStandApart() throws IOException {
        JsonNode body =
                json(
                        call(
                                Parcels.to("\"Doe, Jane\" <jane@x.test>", "b@x.test")
                                        .add(RecipientKind.BCC, "c@x.test")
                                        .build()));
        assertThat(body.path("To").textValue()).isEqualTo("\"Doe, Jane\" <jane@x.test>, b@x.test");
        assertThat(body.has("Cc")).isFalse();
        assertThat(body.path("Bcc").textValue()).isEqualTo("c@x.test");
    }

    @Test
    void aHeaderMayStandTwice() throws IOException {
        JsonNode headers = json(call(Parcels.to("a@x.test").build())).path("Headers");
        assertThat(headers.findValuesAsText("Name")).startsWith("X-A", "X-A");
        assertThat(headers.findValuesAsText("Value")).startsWith("1", "2");
    }

    @Test
    void theIdOfAnInlineImageHasItsPrefixAndOtherFilesHaveNone() throws IOException {
        JsonNode files =
                json(call(
                                Parcels.to("a@x.test")
                                        .html("<img src=\"cid:logo\">")
                                        .attach("a.png")
                                        .inline("logo.png", "logo")
                                        .build()))
                        .path("Attachments");
        assertThat(files).hasSize(2);
        assertThat(files.path(0).path("ContentID").textValue()).isEqualTo("cid:logo");
        assertThat(files.path(1).has("ContentID")).isFalse();
    }

    @Test
    void theFirstTagIsTheTagAndTheOthersAreMetadata() throws IOException {
        JsonNode body =
                json(call(Parcels.to("a@x.test").tags(List.of("one", "two", "one", "三")).build()));
        assertThat(body.path("Tag").textValue()).isEqualTo("one");
        assertThat(body.path("Metadata"))
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                                        {"mailswitch":"token","tag_2":"two","tag_3":"三"}
                                        """));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 80, 81, 160, 256})
    void aLongCorrelationIsReadBackWhole(int length) throws IOException {
        String token = "abcdefghij".repeat(26).substring(0, length);
        JsonNode metadata =
                json(call(Parcels.to("a@x.test").correlation(token).build())).path("Metadata");
        assertThat(metadata)
                .allSatisfy(value -> assertThat(value.asText()).hasSizeLessThanOrEqualTo(80));
        assertThat(Metadata.correlation(metadata)).isEqualTo(token);
    }

    @Test
    void tenTagsFitAndElevenDoNot() {
        List<String> tags = IntStream.rangeClosed(1, 11).mapToObj(i -> "t" + i).toList();
        assertThat(write(Parcels.to("a@x.test").tags(tags.subList(0, 10)).build()))
                .isInstanceOf(Written.Call.class);
        assertThat(refused(Parcels.to("a@x.test").tags(tags).build()).what()).contains("tags");
    }

    @Test
    void aLongTagFitsOnlyAsTheFirst() {
        String tag = "x".repeat(128);
        assertThat(write(Parcels.to("a@x.test").tags(List.of(tag, "y".repeat(80))).build()))
                .isInstanceOf(Written.Call.class);
        assertThat(refused(Parcels.to("a@x.test").tags(List.of("y", tag)).build()).what())
                .contains("80 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"setup.exe", "a.tar.BAT", "folder/run.vbs", "exe", ".exe", "dir/.VBS"})
    void aForbiddenFileIsNotSent(String filename) {
        assertThat(refused(Parcels.to("a@x.test").attach(filename).build()).bounceClass())
                .isEqualTo(BounceClass.PROTOCOL);
    }

    @Test
    void whatPostmarkHasNoPlaceForIsNotSent() {
        assertThat(refused(Parcels.to("a@x.test").html(null).build()).what()).contains("body");
        assertThat(refused(Parcels.to("jörg@x.test").build()).what()).contains("@");
        assertThat(
                        refused(
                                        Parcels.to("a@x.test")
                                                .from(
                                                        new Address(
                                                                "a@demo.mailswitch.test",
                                                                "n".repeat(240)))
                                                .build())
                                .what())
                .contains("From");
        assertThat(
                        refused(
                                        Parcels.to()
                                                .add(RecipientKind.BCC, "a@x.test")
                                                .add(RecipientKind.BCC, "b@x.test")
                                                .build())
                                .what())
                .contains("hidden");
    }

    @Test
    void aBodyOfMoreThanFiveMebibytesIsTooLarge() {
        String html = "a".repeat(5 * 1024 * 1024 + 1);
        assertThat(refused(Parcels.to("a@x.test").html(html).build()).bounceClass())
                .isEqualTo(BounceClass.MESSAGE_TOO_LARGE);
    }

    private Written write(Parcel parcel) {
        return postmark.write(parcel, Parcels.ACCOUNT, Instant.EPOCH);
    }

    private HttpCall call(Parcel parcel) {
        return ((Written.Call) write(parcel)).call();
    }

    private Written.CannotCarry refused(Parcel parcel) {
        return (Written.CannotCarry) write(parcel);
    }

    private static JsonNode json(HttpCall call) throws IOException {
        return new ObjectMapper().readTree(call.body());
    }
}
