package dev.mailswitch.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.OrganisationId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WaitingPlacesTest {

    private static final OrganisationId ONE = new OrganisationId(new UUID(0, 1));
    private static final OrganisationId TWO = new OrganisationId(new UUID(0, 2));

    @Test
    void anOrganisationThatWaitsTooOftenLeavesRoomForOthers() {
        WaitingPlaces places = new WaitingPlaces(64, 2);
        assertThat(places.tryTake(ONE)).isTrue();
        assertThat(places.tryTake(ONE)).isTrue();
        assertThat(places.tryTake(ONE)).isFalse();
        assertThat(places.tryTake(TWO)).isTrue();
        places.giveBack(ONE);
        assertThat(places.tryTake(ONE)).isTrue();
        assertThat(places.tryTake(ONE)).isFalse();
    }

    @Test
    void thereAreNoMoreThanAll() {
        WaitingPlaces places = new WaitingPlaces(2, 2);
        assertThat(places.tryTake(ONE)).isTrue();
        assertThat(places.tryTake(TWO)).isTrue();
        assertThat(places.tryTake(TWO)).isFalse();
        places.giveBack(ONE);
        assertThat(places.tryTake(TWO)).isTrue();
    }
}
