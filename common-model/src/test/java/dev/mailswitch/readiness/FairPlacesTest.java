package dev.mailswitch.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.OrganisationId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FairPlacesTest {

    private static final OrganisationId ONE = organisation(1);
    private static final OrganisationId TWO = organisation(2);

    private static OrganisationId organisation(int number) {
        return new OrganisationId(new UUID(0, number));
    }

    @Test
    void anOrganisationThatTakesTooManyLeavesRoomForOthers() {
        FairPlaces places = new FairPlaces(64, 2);
        assertThat(places.tryTake(ONE)).isTrue();
        assertThat(places.crowded()).isEmpty();
        assertThat(places.tryTake(ONE)).isTrue();
        assertThat(places.tryTake(ONE)).isFalse();
        assertThat(places.crowded()).containsExactly(ONE);
        assertThat(places.tryTake(TWO)).isTrue();
        places.giveBack(ONE);
        assertThat(places.crowded()).isEmpty();
        assertThat(places.tryTake(ONE)).isTrue();
        assertThat(places.tryTake(ONE)).isFalse();
    }

    @Test
    void onceHalfAreTakenEachGetsOne() {
        FairPlaces places = new FairPlaces(6, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(places.tryTake(ONE)).isTrue();
        }
        assertThat(places.tryTake(TWO)).isTrue();
        assertThat(places.tryTake(TWO)).isFalse();
        assertThat(places.crowded()).containsExactlyInAnyOrder(ONE, TWO);
        assertThat(places.tryTake(organisation(3))).isTrue();
        assertThat(places.tryTake(organisation(4))).isTrue();
        assertThat(places.tryTake(organisation(5))).isFalse();
    }

    @Test
    void thereAreNoMoreThanAll() {
        FairPlaces places = new FairPlaces(2, 2);
        assertThat(places.tryTake(ONE)).isTrue();
        assertThat(places.full()).isFalse();
        assertThat(places.tryTake(TWO)).isTrue();
        assertThat(places.full()).isTrue();
        assertThat(places.tryTake(organisation(3))).isFalse();
        places.giveBack(ONE);
        assertThat(places.full()).isFalse();
        assertThat(places.tryTake(organisation(3))).isTrue();
    }
}
