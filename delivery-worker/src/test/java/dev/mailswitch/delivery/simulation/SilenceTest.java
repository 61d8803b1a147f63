package dev.mailswitch.delivery.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.simulation.Journal.Hush;
import dev.mailswitch.delivery.simulation.Reception.Hushed;
import dev.mailswitch.delivery.simulation.Reception.Span;
import dev.mailswitch.health.Silence;
import dev.mailswitch.model.id.ProviderId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A day on which every provider takes every mail, and not all that they report is heard. In the
/// morning one says nothing for an hour; at noon nothing gets in from anybody for half an hour, and
/// then all at once.
class SilenceTest {

    private static final Duration DAY = Duration.ofHours(24);
    private static final int MAILS = 60_000;
    private static final ProviderId HUSHED = Installation.ROUTES.getFirst().provider().id();
    private static final Span SPELL = span("08:00", "09:00");
    private static final Span AWAY = span("13:00", "13:30");

    private static final Run RUN =
            World.heard(
                    20_260_501,
                    MAILS,
                    DAY,
                    new Reception(List.of(new Hushed(HUSHED, SPELL)), List.of(AWAY)));

    private static Span span(String from, String until) {
        return new Span(
                Instant.parse("2026-05-01T" + from + ":00Z"),
                Instant.parse("2026-05-01T" + until + ":00Z"));
    }

    private static double share(Instant from, Instant until) {
        return RUN.journal().firstCalls(from, until).of(HUSHED);
    }

    @Test
    void weightFallsWithinMinutesAndComesBack() {
        assertThat(RUN.journal().hushes()).hasSize(2);
        Hush begun = RUN.journal().hushes().getFirst();
        Hush over = RUN.journal().hushes().getLast();
        assertThat(begun.change().silence().provider()).isEqualTo(HUSHED);
        assertThat(begun.change().over()).isFalse();
        assertThat(begun.at()).isBetween(SPELL.from(), SPELL.from().plus(Duration.ofMinutes(8)));
        assertThat(begun.change().silence().since())
                .isBetween(SPELL.from().minusSeconds(60), begun.at());
        assertThat(over.change().over()).isTrue();
        assertThat(over.at()).isBetween(SPELL.until(), SPELL.until().plus(Duration.ofMinutes(20)));

        double whole = Installation.share(Installation.of(HUSHED));
        assertThat(share(World.START, SPELL.from())).isGreaterThan(whole - 0.03);
        // A tenth of five parts among the five of the others.
        double little = whole * Silence.WEIGHT_FACTOR / (1 - whole * (1 - Silence.WEIGHT_FACTOR));
        assertThat(share(begun.at().plusSeconds(2), SPELL.until()))
                .isBetween(little - 0.03, little + 0.03);
        assertThat(share(over.at().plusSeconds(2), World.START.plus(DAY)))
                .isGreaterThan(whole - 0.03);
    }

    @Test
    void noBreakerOpensAndNoMailIsLost() {
        assertThat(RUN.mails()).isEqualTo(MAILS);
        assertThat(RUN.journal().openings()).isEmpty();
        assertThat(RUN.lost()).isEmpty();
        assertThat(RUN.unfinished()).isEmpty();
    }

    @Test
    void whenNothingIsHeardOfAnybodyNothingChanges() {
        assertThat(RUN.mailsBetween(AWAY.from(), AWAY.until())).isGreaterThan(500);
        assertThat(RUN.journal().hushes())
                .extracting(Hush::at)
                .noneMatch(at -> !at.isBefore(AWAY.from()));
    }
}
