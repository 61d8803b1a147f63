package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.transport.Senders;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.routing.Room;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private final Route route = TestProviders.route(1, 4, null);
    private final Slots slots = new Slots(64, () -> 0);
    private final TestProviders.OneProbe probe = new TestProviders.OneProbe();

    private Places places(Lane lane, Senders senders) {
        Rates none = new Rates((name, window, limit, wanted) -> 0, () -> NOW);
        return new Places(lane, slots, senders, none, probe, () -> NOW);
    }

    private Places places(Lane lane) {
        return places(lane, TestProviders.senders(TestProviders.accepts()));
    }

    @Test
    void aCallTakesASlotAndAConnectionAndGivesBothBack() {
        Places places = places(Lane.TRANSACTIONAL);
        List<Places.Taken> taken =
                List.of(
                        places.take(route).orElseThrow(),
                        places.take(route).orElseThrow(),
                        places.take(route).orElseThrow(),
                        places.take(route).orElseThrow());
        assertThat(places.take(route)).isEmpty();
        assertThat(places.room().at(route)).isInstanceOf(Room.Place.Full.class);
        assertThat(slots.open()).isEqualTo(4);
        taken.forEach(Places.Taken::close);
        taken.forEach(Places.Taken::close);
        assertThat(slots.open()).isZero();
        assertThat(places.openings(List.of(route))).isEqualTo(4);
    }

    @Test
    void theConnectionIsFreeWithTheAnswerAndTheSlotWhenAllIsWritten() {
        Places places = places(Lane.TRANSACTIONAL);
        Places.Taken call = places.take(route).orElseThrow();
        call.answered();
        assertThat(places.openings(List.of(route))).isEqualTo(4);
        assertThat(slots.open()).isEqualTo(1);
        call.close();
        assertThat(slots.open()).isZero();
    }

    @Test
    void bulkLeavesAQuarterOfTheConnections() {
        Places places = places(Lane.BULK);
        for (int i = 0; i < 3; i++) {
            places.take(route).orElseThrow();
        }
        assertThat(places.take(route)).isEmpty();
    }

    @Test
    void aRateWithoutPermitsLeavesSlotAndConnectionFree() {
        Places places = places(Lane.TRANSACTIONAL);
        Route rated = TestProviders.route(2, 4, 10);
        assertThat(places.take(rated)).isEmpty();
        assertThat(slots.open()).isZero();
    }

    @Test
    void aProviderThatCannotBeOpenedHasNoRoomAndTakesNoSlot() {
        Places places =
                places(
                        Lane.TRANSACTIONAL,
                        new Senders(
                                provider -> {
                                    throw new IllegalArgumentException("no host is set");
                                }));
        assertThat(places.take(route)).isEmpty();
        assertThat(places.room().at(route))
                .isEqualTo(new Room.Place.Full(NOW.plusSeconds(60), "its settings cannot be used"));
        assertThat(slots.open()).isZero();
    }

    @Test
    void aProbeThatNoResultHasUsedGoesBack() {
        Places places = places(Lane.TRANSACTIONAL);
        Places.Taken first = places.take(route).orElseThrow();
        assertThat(first.winProbe("s.test", "r.test")).isTrue();
        Places.Taken second = places.take(route).orElseThrow();
        assertThat(second.winProbe("s.test", "r.test")).isFalse();
        first.close();
        assertThat(second.winProbe("s.test", "r.test")).isTrue();
        assertThat(second.probeUsed()).isNotNull();
        second.close();
        assertThat(probe.free).isFalse();
    }
}
