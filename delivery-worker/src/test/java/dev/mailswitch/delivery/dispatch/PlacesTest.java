package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.transport.Senders;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.provider.Budget;
import dev.mailswitch.routing.Room;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private final Route route = TestProviders.route(1, 4, null);
    private final Slots slots = new Slots(64, () -> 0);
    private final TestProviders.OneProbe probe = new TestProviders.OneProbe();
    private final Budgets budgets = new Budgets(new TestLeases(), () -> NOW);

    private Places places(Lane lane, Senders senders) {
        Rates none = new Rates((name, window, limit, wanted) -> 0, () -> NOW);
        return new Places(lane, slots, senders, none, budgets, probe, () -> NOW);
    }

    private Places places(Lane lane) {
        return places(lane, TestProviders.senders(TestProviders.accepts()));
    }

    @Test
    void aCallTakesASlotAndAConnectionAndGivesBothBack() {
        Places places = places(Lane.TRANSACTIONAL);
        List<Places.Taken> taken =
                List.of(
                        places.take(route, 1).orElseThrow(),
                        places.take(route, 1).orElseThrow(),
                        places.take(route, 1).orElseThrow(),
                        places.take(route, 1).orElseThrow());
        assertThat(places.take(route, 1)).isEmpty();
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
        Places.Taken call = places.take(route, 1).orElseThrow();
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
            places.take(route, 1).orElseThrow();
        }
        assertThat(places.take(route, 1)).isEmpty();
    }

    @Test
    void aRateWithoutPermitsLeavesSlotAndConnectionFree() {
        Places places = places(Lane.TRANSACTIONAL);
        Route rated = TestProviders.route(2, 4, 10);
        assertThat(places.take(rated, 1)).isEmpty();
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
        assertThat(places.take(route, 1)).isEmpty();
        assertThat(places.room().at(route))
                .isEqualTo(
                        new Room.Place.Full(
                                NOW.plusSeconds(60),
                                Room.Lack.SETTINGS,
                                "its settings cannot be used"));
        assertThat(slots.open()).isZero();
    }

    @Test
    void aProbeThatNoResultHasUsedGoesBack() {
        Places places = places(Lane.TRANSACTIONAL);
        Places.Taken first = places.take(route, 1).orElseThrow();
        assertThat(first.winProbe("s.test", "r.test")).isTrue();
        Places.Taken second = places.take(route, 1).orElseThrow();
        assertThat(second.winProbe("s.test", "r.test")).isFalse();
        first.close();
        assertThat(second.winProbe("s.test", "r.test")).isTrue();
        assertThat(second.probeUsed()).isNotNull();
        second.close();
        assertThat(probe.free).isFalse();
    }

    private static Route limited(int number, int perDay) {
        return TestProviders.route(number, 4, null, new Budget(perDay, null, null));
    }

    @Test
    void aUsedUpBudgetIsNoRoomAndCostsNothingElse() {
        Places places = places(Lane.TRANSACTIONAL);
        Route limited = limited(2, 3);
        assertThat(places.room().at(limited))
                .isEqualTo(
                        new Room.Place.Full(NOW.plusMillis(250), "its budget is being looked up"));
        budgets.refill();
        assertThat(places.withinBudget(limited, 5)).isEqualTo(3);
        assertThat(places.take(limited, 4)).isEmpty();
        assertThat(slots.open()).isZero();
        Places.Taken call = places.take(limited, 3).orElseThrow();
        assertThat(places.room().at(limited))
                .isEqualTo(
                        new Room.Place.Full(
                                Instant.parse("2026-05-02T00:00:00Z"),
                                Room.Lack.BUDGET,
                                "its budget of the day is used up"));
        assertThat(places.withinBudget(limited, 5)).isZero();
        call.close();
    }

    @Test
    void onlyACallThatIsMadeCounts() {
        Places places = places(Lane.TRANSACTIONAL);
        Route limited = limited(2, 3);
        places.room().at(limited);
        budgets.refill();
        places.take(limited, 3).orElseThrow().close();
        assertThat(places.withinBudget(limited, 3)).isEqualTo(3);
        try (Places.Taken made = places.take(limited, 2).orElseThrow()) {
            made.called();
        }
        assertThat(places.withinBudget(limited, 3)).isEqualTo(1);
    }

    @Test
    void aQuestionDoesNotCount() {
        Places places = places(Lane.TRANSACTIONAL);
        Route limited = limited(2, 3);
        places.room().at(limited);
        budgets.refill();
        try (Places.Taken asked = places.take(limited, 2).orElseThrow()) {
            asked.called();
            asked.onlyAsked();
        }
        assertThat(places.withinBudget(limited, 3)).isEqualTo(3);
    }

    @Test
    void aRepeatNeedsNoBudgetButAllElse() {
        Places places = places(Lane.TRANSACTIONAL);
        Route limited = limited(2, 3);
        places.room().at(limited);
        budgets.refill();
        places.take(limited, 3).orElseThrow().called();
        assertThat(places.room().forRepeat(limited)).isEqualTo(Room.FREE);
        for (int open = 1; open < 4; open++) {
            assertThat(places.take(limited, 0)).isPresent();
        }
        assertThat(places.room().forRepeat(limited))
                .isEqualTo(
                        new Room.Place.Full(NOW.plusMillis(250), "all its connections are in use"));
        assertThat(places.take(limited, 0)).isEmpty();
    }

    @Test
    void whereAllBudgetsAreUsedUpThereIsRoomForRepeats() {
        Places places = places(Lane.TRANSACTIONAL);
        Route limited = limited(2, 1);
        Route other = limited(3, 1);
        places.room().at(limited);
        places.room().at(other);
        budgets.refill();
        places.take(limited, 1).orElseThrow().called();
        places.take(other, 1).orElseThrow().called();
        assertThat(places.openings(List.of(limited, other))).isEqualTo(3 + 3);

        // A route that is only full for a moment is waited for.
        for (int i = 0; i < 4; i++) {
            places.take(route, 1).orElseThrow();
        }
        assertThat(places.openings(List.of(limited, route))).isZero();
    }

    @Test
    void aFlowIsHeldToWhatIsInHandOfABudgetUntilThatIsUsedUp() {
        Places places = places(Lane.TRANSACTIONAL);
        Route limited = limited(2, 2);
        List<Route> both = List.of(limited, route);
        assertThat(places.openings(both)).isZero();
        budgets.refill();
        assertThat(places.openings(both)).isEqualTo(2);
        try (Places.Taken made = places.take(limited, 2).orElseThrow()) {
            made.called();
        }
        assertThat(places.openings(both)).isEqualTo(4);
    }
}
