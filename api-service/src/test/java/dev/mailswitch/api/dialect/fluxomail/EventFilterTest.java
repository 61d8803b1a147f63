package dev.mailswitch.api.dialect.fluxomail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.auth.Reach;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.ledger.reading.RecordedEvent;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.EventType;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilterTest {

    private static final Random RANDOM = new Random(1);
    private static final RecordedEvent BOUNCE =
            event(
                    EventType.BOUNCED,
                    "{\"class\":\"invalid_recipient\",\"reply\":\"550 5.1.1 MX1.host.example: no"
                            + " such user\"}");
    private static final RecordedEvent SENT = event(EventType.SENT, null);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|true|true",
                "types=email.*|true|true",
                "types=email.sent&types=email.bounced|true|true",
                "types=email.sent,email.bounced|true|true",
                "types=email.sent|false|true",
                "smtpCode=550|true|false",
                "smtpCode=551|false|false",
                "mtaHost=mx1.HOST.example|true|false",
                "mtaHost=host.example|false|false",
                "domain=X.example|true|true",
                "domain=example|false|false",
                "types=email.bounced&smtpCode=550&domain=x.example|true|false",
                "unknown=1&unknown=2|true|true"
            })
    void eventsAreChosenByWhatIsAskedFor(@Nullable String query, boolean bounce, boolean sent) {
        EventFilter filter = parsed(query == null ? "" : query).filter();
        assertThat(filter.test(BOUNCE)).isEqualTo(bounce);
        assertThat(filter.test(SENT)).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({
        "types=sent,types",
        "types=email.sent&types=email.none,types",
        "limit=0,limit",
        "limit=201,limit",
        "limit=x,limit",
        "limit=1&limit=2,limit",
        "cursor=zzz,cursor",
        "since=yesterday,since",
        "since=00000000-0000-4000-8000-000000000000,since",
        "smtpCode=5,smtpCode",
        "smtpCode=999,smtpCode",
        "mtaHost=a b,mtaHost",
        "domain=a@b,domain"
    })
    void aParameterThatIsNoneIsNamed(String query, String name) {
        Step<EventQuery> step = EventQuery.of(parameters(query), new Reach.All());
        Stop.Invalid invalid = (Stop.Invalid) ((Step.Stopped<EventQuery>) step).stop();
        assertThat(invalid.errors()).extracting(FieldError::field).containsExactly(name);
    }

    @Test
    void sinceIsATimeMillisecondsOrAnEvent() {
        Instant at = Instant.parse("2026-01-31T12:00:00Z");
        UUID event = Uuids.mint(at, RANDOM);
        for (String text : new String[] {at.toString(), Long.toString(at.toEpochMilli())}) {
            UUID place = parsed("since=" + text).after();
            assertThat(Uuids.compare(place, Uuids.floor(at))).isNegative();
            assertThat(Since.beyond(place)).isEqualTo(Uuids.floor(at));
        }
        assertThat(parsed("since=" + event).after()).isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "550 5.1.1 no|550",
                "421|421",
                "smtp; 451-4.3.0 later|451",
                "mx.example said: 552 full|552",
                "no code 550 here|",
                "5501 no|",
                "190 no|"
            })
    void theReplyCodeIsTheOneTheWordsBeginWith(String words, @Nullable String code) {
        String json = "{\"reason\":\"%s\"}".formatted(words);
        assertThat(EventFacts.of(event(EventType.BOUNCED, json)).smtpCode()).isEqualTo(code);
    }

    private static EventQuery parsed(String query) {
        return EventQuery.of(parameters(query), new Reach.All())
                .or(
                        stop -> {
                            throw new AssertionError(stop.toString());
                        });
    }

    private static MultiMap parameters(String query) {
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2) {
                parameters.add(parts[0], parts[1]);
            }
        }
        return parameters;
    }

    static RecordedEvent event(EventType type, @Nullable String data) {
        Instant at = Instant.parse("2026-01-31T12:00:00Z");
        return new RecordedEvent(
                Uuids.mint(at, RANDOM),
                new OrganisationId(new UUID(0, 1)),
                EmailId.mint(at, RANDOM),
                null,
                type,
                "Jo@x.example",
                false,
                1,
                null,
                "<m@x.example>",
                data);
    }
}
