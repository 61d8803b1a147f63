package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.compose.Copy;
import dev.mailswitch.delivery.compose.Tracker;
import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.model.mail.Tracking;
import dev.mailswitch.model.token.Tokens;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /// A repeat is an attempt of its own with the key of an earlier call; were its tokens its own,
    /// the provider would see another mail under the same key.
    @Test
    void aRepeatedCallHasTheBytesOfTheFirst() {
        Copy first = copies.of(mail(), call(KEY, 1), CONTENT);
        Copy repeated = copies.of(mail(past(1, KEY)), call(KEY, 2), CONTENT);
        Copy again = copies.of(mail(past(1, KEY), past(2, KEY)), call(KEY, 3), CONTENT);
        assertThat(repeated).isEqualTo(first);
        assertThat(again).isEqualTo(first);
        assertThat(attempt(first)).isEqualTo(1);
    }

    @Test
    void aCallOfItsOwnHasTokensOfItsOwn() {
        Copy second = copies.of(mail(past(1, KEY)), call(new UUID(3, 4), 2), CONTENT);
        assertThat(attempt(second)).isEqualTo(2);
    }

    @Test
    void everyMailSaysByWhatComplaintsAreCounted() {
        Header ours = new Header("Feedback-ID", "transactional:0000000000e1:0000000000b1");
        assertThat(copies.of(mail(), call(KEY, 1), CONTENT).ours()).contains(ours);
        Content plain =
                new Content("Hi", null, "x", List.of(), Headers.NONE, List.of(), Tracking.NONE);
        assertThat(copies.of(mail(), call(KEY, 1), plain).ours()).containsExactly(ours);
    }

    @Test
    void aFeedbackIdOfTheSendersOwnStays() {
        Headers own = new Headers(List.of(new Header("feedback-id", "a:b:c:sender")));
        Content content = new Content("Hi", null, "x", List.of(), own, List.of(), Tracking.NONE);
        assertThat(copies.of(mail(), call(KEY, 1), content).ours()).isEmpty();
    }

    private static int attempt(Copy copy) {
        Matcher pixel =
                Pattern.compile("/t/o/([A-Za-z0-9_-]+)")
                        .matcher(String.valueOf(copy.content().html()));
        assertThat(pixel.find()).isTrue();
        return TOKENS.readOpen(pixel.group(1)).orElseThrow().sent().attempt();
    }

    private static Claimable.Past past(int no, UUID call) {
        return new Claimable.Past(no, call, PROVIDER, NOW, null, null);
    }

    private static Plan.Call call(UUID key, int attempt) {
        return new Plan.Call(
                key, PROVIDER, 0, "test", (short) 1, List.of(new Plan.Leg(0, attempt, null)));
    }

    private static Claimable mail(Claimable.Past... past) {
        return new Claimable(
                EmailId.parse("019a0000-0000-7abc-8def-012345678800"),
                OrganisationId.parse("00000000-0000-0000-0000-0000000000b1"),
                EnvironmentId.parse("00000000-0000-0000-0000-0000000000e1"),
                Lane.TRANSACTIONAL,
                "transactional",
                Address.of("from@example.com"),
                "Hi",
                "<a@b>",
                OnUnknown.AT_LEAST_ONCE,
                30,
                NOW.plusSeconds(3_600),
                true,
                List.of(new Claimable.Due(ADA, false, List.of(past))),
                List.of(ADA));
    }
}
