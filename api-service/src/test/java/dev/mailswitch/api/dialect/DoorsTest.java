package dev.mailswitch.api.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoorsTest {

    private record TestingDoor(String name, List<Door.Area> areas) implements Door {
        @Override
        public Shown shown(Stop stop) {
            return new Shown(418, name, new byte[0], Map.of());
        }
    }

    private static final Door NATIVE =
            new TestingDoor("native", List.of(new Door.Area("/api/v1/emails", 1)));
    private static final Door OTHER =
            new TestingDoor(
                    "other",
                    List.of(
                            new Door.Area("/api/v1/emails/send", 2),
                            new Door.Area("/api/v1/sends", 0)));

    private final Doors doors = new Doors(List.of(NATIVE, OTHER));

    @ParameterizedTest
    @CsvSource({
        "/api/v1/emails, native",
        "/api/v1/emails/, native",
        "/api/v1/emails/x/cancel, native",
        "/api/v1/emails/send, other",
        "/api/v1/emails/send/x, other",
        "/api/v1/emails/sender, native",
        "/api/v1/sends/1, other",
        "/api/v1/emailsx, application/problem+json",
        "/api/v1, application/problem+json",
    })
    void theLongestPrefixSaysWhosePathItIs(String path, String shape) {
        assertThat(doors.shown(path, new Stop.NotFound()).type()).isEqualTo(shape);
    }

    @Test
    void limitsAreThoseOfTheArea() {
        assertThat(doors.bodyLimit("/api/v1/emails/send")).contains(2);
        assertThat(doors.bodyLimit("/api/v1/emails/1")).contains(1);
        assertThat(doors.bodyLimit("/elsewhere")).isEmpty();
    }

    @Test
    void twoDoorsDoNotShareAPrefix() {
        assertThatThrownBy(() -> new Doors(List.of(NATIVE, NATIVE)))
                .isInstanceOf(IllegalStateException.class);
    }
}
