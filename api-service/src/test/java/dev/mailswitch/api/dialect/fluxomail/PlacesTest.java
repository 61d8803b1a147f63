package dev.mailswitch.api.dialect.fluxomail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.dialect.fluxomail.Places.Place;
import dev.mailswitch.model.id.ApiKeyId;
import dev.mailswitch.model.id.OrganisationId;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private static final Caller ONE = caller(1, 1);
    private static final Caller OTHER = caller(2, 1);
    private static final Caller THIRD = caller(3, 2);
    private static final Caller FOURTH = caller(4, 3);

    private static Caller caller(int key, int organisation) {
        return new Caller(
                new OrganisationId(new UUID(0, organisation)),
                null,
                null,
                new ApiKeyId(new UUID(0, key)),
                Set.of(),
                null);
    }

    @Test
    void aKeyAndAnOrganisationHaveTheirPlacesAndAllHaveAsManyAsThereAre() {
        Places places = new Places(2, 3, 4);
        assertThat(places.take(ONE)).isEqualTo(Place.TAKEN);
        assertThat(places.take(ONE)).isEqualTo(Place.TAKEN);
        assertThat(places.take(ONE)).isEqualTo(Place.KEY_HAS_ENOUGH);
        assertThat(places.take(OTHER)).isEqualTo(Place.TAKEN);
        assertThat(places.take(OTHER)).isEqualTo(Place.ORGANISATION_HAS_ENOUGH);
        assertThat(places.take(THIRD)).isEqualTo(Place.TAKEN);
        assertThat(places.take(FOURTH)).isEqualTo(Place.FULL);
        assertThat(places.all()).isEqualTo(4);
        places.giveBack(ONE);
        assertThat(places.take(OTHER)).isEqualTo(Place.TAKEN);
        assertThat(places.take(ONE)).isEqualTo(Place.ORGANISATION_HAS_ENOUGH);
        places.giveBack(THIRD);
        assertThat(places.take(FOURTH)).isEqualTo(Place.TAKEN);
    }
}
