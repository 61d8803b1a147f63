package dev.mailswitch.api.dialect.fluxomail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.dialect.fluxomail.Places.Place;
import dev.mailswitch.model.id.ApiKeyId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private static final ApiKeyId ONE = new ApiKeyId(new UUID(0, 1));
    private static final ApiKeyId OTHER = new ApiKeyId(new UUID(0, 2));
    private static final ApiKeyId THIRD = new ApiKeyId(new UUID(0, 3));

    @Test
    void aKeyHasItsOwnPlacesAndAllHaveAsManyAsThereAre() {
        Places places = new Places(2, 3);
        assertThat(places.take(ONE)).isEqualTo(Place.TAKEN);
        assertThat(places.take(ONE)).isEqualTo(Place.TAKEN);
        assertThat(places.take(ONE)).isEqualTo(Place.KEY_HAS_ENOUGH);
        assertThat(places.take(OTHER)).isEqualTo(Place.TAKEN);
        assertThat(places.take(THIRD)).isEqualTo(Place.FULL);
        places.giveBack(ONE);
        assertThat(places.take(THIRD)).isEqualTo(Place.TAKEN);
        assertThat(places.take(ONE)).isEqualTo(Place.FULL);
    }
}
