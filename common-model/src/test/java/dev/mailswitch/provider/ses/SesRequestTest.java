package dev.mailswitch.provider.ses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Written;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SesRequestTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final UUID KEY = UUID.fromString("0198f0aa-0000-7000-8000-000000000001");
    private static final Recipient TO = recipient(0, RecipientKind.TO, "to@x.test");
    private static final Recipient CC = recipient(1, RecipientKind.CC, "cc@x.test");
    private static final Recipient BCC = recipient(2, RecipientKind.BCC, "bcc@x.test");
    private static final Content PLAIN = content(Headers.NONE, List.of());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Ses ses = new Ses(Classifier.standard());

    @Test
    void theAddressFollowsFromTheRegion() {
        assertThat(call(parcel(PLAIN, TO), Map.of()).uri())
                .isEqualTo(
                        URI.create(
                                "https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails"));
        assertThat(call(parcel(PLAIN, TO), Map.of("base_url", "https://ses.test/")).uri())
                .isEqualTo(URI.create("https://ses.test/v2/email/outbound-emails"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.test/", "EU-WEST-1", "", "a@b"})
    void aRegionThatIsNoneSignsNothing(String region) {
        assertThatThrownBy(() -> call(parcel(PLAIN, TO), Map.of("region", region)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("region");
    }

    /// Whoever is hidden stands in the envelope alone, whoever is not in this call in the mail
    /// alone.
    @Test
    void envelopeAndMailAreKeptApart() {
        JsonNode body = body(parcel(PLAIN, BCC));
        assertThat(body.path("Destination").toString())
                .isEqualTo("{\"BccAddresses\":[\"bcc@x.test\"]}");
        assertThat(mail(body))
                .contains("To: to@x.test\r\n", "Cc: cc@x.test\r\n")
                .doesNotContain("bcc@x.test");
        assertThat(body.has("FromEmailAddress")).isFalse();
    }

    @Test
    void tagsAndConfigurationSetAreTold() {
        JsonNode body = json(call(parcel(PLAIN, TO), Map.of("configuration_set", "transactional")));
        assertThat(body.path("ConfigurationSetName").asText()).isEqualTo("transactional");
        assertThat(body.path("EmailTags").toString())
                .isEqualTo(
                        "[{\"Name\":\"mailswitch\",\"Value\":\"token\"},"
                                + "{\"Name\":\"a_b\",\"Value\":\"true\"}]");
        assertThat(body(parcel(PLAIN, TO)).has("ConfigurationSetName")).isFalse();
    }

    @Test
    void theSameParcelHasTheSameBodyAtAnyTime() {
        Parcel parcel = parcel(PLAIN, TO);
        Written later = ses.write(parcel, account(Map.of()), NOW.plusSeconds(60));
        assertThat(((Written.Call) later).call().body()).isEqualTo(call(parcel, Map.of()).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"setup.exe", "SCRIPT.JS", "a.b.msh1xml", ".exe", "dir/.js"})
    void aFileThatSesRefusesIsNotSent(String name) {
        assertThat(refusal(content(Headers.NONE, List.of(file(name, 1)))).what())
                .startsWith("Amazon SES takes no file .");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exe", "a.exe.pdf", "a.js_"})
    void aFileThatOnlyLooksLikeItIs(String name) {
        assertThat(written(content(Headers.NONE, List.of(file(name, 1)))))
                .isInstanceOf(Written.Call.class);
    }

    @Test
    void aHeaderThatMayStandOnceIsNotSentTwice() {
        Headers twice =
                new Headers(List.of(new Header("Keywords", "a"), new Header("keywords", "b")));
        assertThat(refusal(content(twice, List.of())).what())
                .isEqualTo("Amazon SES takes no header twice: keywords");
        Headers free = new Headers(List.of(new Header("X-A", "a"), new Header("X-A", "b")));
        assertThat(written(content(free, List.of()))).isInstanceOf(Written.Call.class);
    }

    /// Of an address in the mail that this call does not go to.
    @Test
    void anAddressInTheMailThatNeedsUtf8IsNotSent() {
        Recipient unicode = recipient(0, RecipientKind.TO, "jürgen@x.test");
        Letter letter = letter(PLAIN, List.of(unicode, CC));
        Parcel parcel =
                new Parcel(KEY, "token", letter, sha -> new byte[0], List.of(CC), List.of(), true);
        assertThat(ses.write(parcel, account(Map.of()), NOW))
                .isInstanceOf(Written.CannotCarry.class);
    }

    @Test
    void theLimitIsThatOfTheMail() {
        int most = (int) ProviderKind.SES.capabilities().maxBytes();
        // Base64 in lines of 76 characters.
        int fits = most / 78 * 57 - 57 * 100;
        assertThat(written(content(Headers.NONE, List.of(file("a.pdf", fits)))))
                .isInstanceOf(Written.Call.class);
        assertThat(
                        refusal(content(Headers.NONE, List.of(file("a.pdf", most / 78 * 57 + 57))))
                                .bounceClass())
                .isEqualTo(BounceClass.MESSAGE_TOO_LARGE);
    }

    private Written.CannotCarry refusal(Content content) {
        return (Written.CannotCarry) written(content);
    }

    private Written written(Content content) {
        return ses.write(parcel(content, TO), account(Map.of()), NOW);
    }

    private JsonNode body(Parcel parcel) {
        return json(call(parcel, Map.of()));
    }

    private HttpCall call(Parcel parcel, Map<String, String> settings) {
        return ((Written.Call) ses.write(parcel, account(settings), NOW)).call();
    }

    private static Account account(Map<String, String> settings) {
        Map<String, String> all =
                new HashMap<>(Map.of("region", "eu-west-1", "access_key_id", "AKIDEXAMPLE"));
        all.putAll(settings);
        return new Account(all, "secret");
    }

    private static JsonNode json(HttpCall call) {
        try {
            return JSON.readTree(call.body());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String mail(JsonNode body) {
        return new String(
                Base64.getDecoder().decode(body.path("Content").path("Raw").path("Data").asText()),
                StandardCharsets.US_ASCII);
    }

    private static Parcel parcel(Content content, Recipient recipient) {
        return new Parcel(
                KEY,
                "token",
                letter(content, List.of(TO, CC, BCC)),
                SesRequestTest::bytes,
                List.of(recipient),
                List.of("a b", "a_b", "mailswitch"),
                true);
    }

    private static Letter letter(Content content, List<Recipient> recipients) {
        return new Letter(
                Address.of("from@acme.test"),
                "<1@acme.test>",
                NOW,
                KEY,
                recipients,
                content,
                Lane.TRANSACTIONAL,
                List.of(),
                null);
    }

    private static Content content(Headers headers, List<Attachment> files) {
        return new Content("Hello", null, "Hello", List.of(), headers, files);
    }

    private static Recipient recipient(int position, RecipientKind kind, String address) {
        return new Recipient(position, kind, Address.of(address));
    }

    /// @param size is its digest, too: zeros as many as that
    private static Attachment file(String name, int size) {
        return new Attachment(
                name,
                "application/octet-stream",
                null,
                Attachment.Disposition.ATTACHMENT,
                "%064d".formatted(size),
                size);
    }

    private static byte[] bytes(String sha256) {
        return new byte[Integer.parseInt(sha256)];
    }
}
