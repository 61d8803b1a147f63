package dev.mailswitch.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.mail.Tracking;
import dev.mailswitch.model.token.Tokens;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CopiesTest {

    private static final Tokens TOKENS = new Tokens(List.of(new byte[32]));
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final ProviderId PROVIDER =
            ProviderId.parse("00000000-0000-0000-0000-0000000000a1");
    private static final UUID KEY = new UUID(1, 2);
    private static final Content CONTENT =
            new Content(
                    "Hi",
                    "<p><a href=\"https://shop.example/\">x</a>",
                    null,
                    List.of(),
                    Headers.NONE,
                    List.of(),
                    new Tracking(true, true, true, false, null));
    private static final Recipient ADA =
            new Recipient(0, RecipientKind.TO, Address.of("ada@example.com"));

    private final Copies copies = new Copies(new Tracker(TOKENS), o -> "https://t.example.com");

    @Test
    void theTokensNameTheAttempt() {
        Copy second = copies.copy(sending(new Sending.Only(0, 2)), CONTENT);
        assertThat(attempt(second)).isEqualTo(2);
    }

    @Test
    void whatEverybodyGetsHasNobodysTokens() {
        Copy shared = copies.copy(sending(null), CONTENT);
        assertThat(shared.content().html())
                .contains("https://shop.example/")
                .doesNotContain("t.example.com");
    }

    @Test
    void theLetterIsOfTheCall() {
        Letter letter = copies.letter(sending(null), CONTENT, null);
        assertThat(letter.date()).isEqualTo(NOW);
        assertThat(letter.seed()).isEqualTo(KEY);
        assertThat(letter.recipients()).containsExactly(ADA);
        assertThat(letter.signedBy()).isNull();
    }

    @Test
    void everyMailSaysByWhatComplaintsAreCounted() {
        Header ours = new Header("Feedback-ID", "transactional:0000000000e1:0000000000b1");
        assertThat(copies.copy(sending(null), CONTENT).ours()).contains(ours);
        Content plain =
                new Content("Hi", null, "x", List.of(), Headers.NONE, List.of(), Tracking.NONE);
        assertThat(copies.copy(sending(null), plain).ours()).containsExactly(ours);
    }

    @Test
    void aFeedbackIdOfTheSendersOwnStays() {
        Headers own = new Headers(List.of(new Header("feedback-id", "a:b:c:sender")));
        Content content = new Content("Hi", null, "x", List.of(), own, List.of(), Tracking.NONE);
        assertThat(copies.copy(sending(null), content).ours()).isEmpty();
    }

    private static int attempt(Copy copy) {
        Matcher pixel =
                Pattern.compile("/t/o/([A-Za-z0-9_-]+)")
                        .matcher(String.valueOf(copy.content().html()));
        assertThat(pixel.find()).isTrue();
        return TOKENS.readOpen(pixel.group(1)).orElseThrow().sent().attempt();
    }

    private static Sending sending(Sending.@Nullable Only only) {
        return new Sending(
                EmailId.parse("019a0000-0000-7abc-8def-012345678800"),
                OrganisationId.parse("00000000-0000-0000-0000-0000000000b1"),
                EnvironmentId.parse("00000000-0000-0000-0000-0000000000e1"),
                Lane.TRANSACTIONAL,
                "transactional",
                Address.of("from@example.com"),
                "<a@b>",
                List.of(ADA),
                KEY,
                PROVIDER,
                NOW,
                only);
    }
}
