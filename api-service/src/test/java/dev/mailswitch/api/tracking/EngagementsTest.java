package dev.mailswitch.api.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.model.lifecycle.Engagement;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.wire.Feedback;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngagementsTest {

    private static final Instant NOW = Instant.parse("2026-02-03T04:05:01Z");
    private static final long SECOND = 1_000_000_000L;
    private static final Agent BROWSER = Agent.of("Mozilla/5.0 (X11; Linux) Firefox/140.0", false);
    private static final Agent GMAIL =
            Agent.of("Mozilla/5.0 (via ggpht.com GoogleImageProxy)", false);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Engagements engagements = new Engagements(metrics);

    @Test
    void repeatedOpensWithinTenSecondsAreOneEvent() throws Exception {
        for (long at : List.of(0L, 3 * SECOND, 9 * SECOND)) {
            engagements.opened(Copies.of(0), BROWSER, NOW, at);
        }
        assertThat(engagements.rest()).hasSize(1);
        engagements.opened(Copies.of(0), BROWSER, NOW.plusSeconds(11), 11 * SECOND);
        engagements.opened(Copies.of(1), BROWSER, NOW, 9 * SECOND);
        List<Feedback> more = engagements.rest();
        assertThat(more).extracting(Feedback::position).containsExactly(0, 1);
    }

    @Test
    void aPersonsOpenIsNotHiddenByAProxysBefore() {
        engagements.opened(Copies.of(0), GMAIL, NOW, 0);
        engagements.opened(Copies.of(0), BROWSER, NOW, SECOND);
        assertThat(engagements.rest())
                .extracting(Feedback::engagement)
                .containsExactly(
                        new Engagement(null, "gmail_proxy", true),
                        new Engagement(null, "browser", false));
    }

    @Test
    void twoProcessesGiveOneOpenOneKey() {
        Engagements other = new Engagements(metrics);
        engagements.opened(Copies.of(0), BROWSER, NOW, 0);
        other.opened(Copies.of(0), BROWSER, NOW.plusSeconds(4), 77 * SECOND);
        assertThat(engagements.rest().getFirst().eventKey())
                .isEqualTo(other.rest().getFirst().eventKey())
                .startsWith("email.opened:");
    }

    @Test
    void whatDoesNotFitIsDroppedAndCounted() {
        for (int i = 0; i < 10_500; i++) {
            engagements.clicked(Copies.of(i % 1_000), "https://a.example/" + i, BROWSER, NOW, i);
        }
        assertThat(engagements.rest()).hasSize(10_000);
        assertThat(metrics.counter("mailswitch.tracking.dropped").count()).isEqualTo(500);
    }

    @Test
    void opensAreHandedOnAtOnceAndClicksAfterTwoSeconds() throws Exception {
        engagements.clicked(Copies.of(0), "https://a.example/", BROWSER, NOW, 0);
        engagements.opened(Copies.of(0), BROWSER, NOW, 0);
        assertThat(engagements.next(Duration.ofMillis(10)))
                .extracting(Feedback::type)
                .containsExactly(EventType.OPENED);
        List<Feedback> later = new ArrayList<>();
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            later.addAll(engagements.next(Duration.ofMillis(10)));
                            return !later.isEmpty();
                        });
        assertThat(later)
                .singleElement()
                .satisfies(
                        click -> {
                            assertThat(click.engagement())
                                    .isEqualTo(
                                            new Engagement("https://a.example/", "browser", false));
                            assertThat(click.at()).isEqualTo(NOW);
                        });
    }

    @Test
    void whoFollowsTwoLinksWithinTwoSecondsIsAScanner() {
        ClickWatch watch = new ClickWatch(100);
        watch.add(click(0, "https://a.example/1"), 0);
        watch.add(click(1, "https://a.example/1"), SECOND / 2);
        watch.add(click(0, "https://a.example/2"), SECOND);
        assertThat(watch.due(SECOND)).isEmpty();
        assertThat(watch.due(2 * SECOND))
                .extracting(Feedback::engagement)
                .containsExactly(new Engagement("https://a.example/1", "scanner", true));
        assertThat(watch.due(5 * SECOND))
                .extracting(Feedback::engagement)
                .containsExactly(
                        new Engagement("https://a.example/1", "browser", false),
                        new Engagement("https://a.example/2", "scanner", true));
    }

    @Test
    void whoTakesTimeBetweenTwoLinksIsAPersonAndSoIsWhoClicksOneTwice() {
        ClickWatch watch = new ClickWatch(100);
        watch.add(click(0, "https://a.example/1"), 0);
        watch.add(click(0, "https://a.example/1"), SECOND);
        watch.add(click(0, "https://a.example/2"), 4 * SECOND);
        assertThat(watch.due(9 * SECOND))
                .hasSize(3)
                .allSatisfy(
                        click ->
                                assertThat(click.engagement())
                                        .extracting(Engagement::bot)
                                        .isEqualTo(false));
    }

    private static Feedback click(int position, String url) {
        return Engagements.feedback(
                Copies.of(position),
                EventType.CLICKED,
                new Engagement(url, "browser", false),
                NOW,
                "k");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "Mozilla/5.0 | false | apple_privacy | true",
                "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com"
                        + " GoogleImageProxy) | false | gmail_proxy | true",
                "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html | false |"
                        + " yahoo_proxy | true",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like"
                        + " Gecko) | false | browser | false",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 | false |"
                        + " browser | false",
                "Mozilla/5.0 (X11; Linux) Firefox/140.0 | true | head_request | true",
                "Microsoft Office Existence Discovery | false | link_preview | true",
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html) | false |"
                        + " crawler | true",
                "curl/8.5.0 | false | program | true",
                "BarracudaCentral | false | scanner | true",
                "- | false | unnamed | true",
            })
    void programsAreKnownByTheirNames(
            @org.jspecify.annotations.Nullable String name,
            boolean head,
            String word,
            boolean bot) {
        assertThat(Agent.of(name, head)).isEqualTo(new Agent(word, bot));
    }
}
