package dev.mailswitch.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallersTest {

    private static final Callers BEHIND_PROXIES =
            new Callers(List.of(Network.parse("10.0.0.0/8"), Network.parse("2001:db8::/32")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // What a stranger writes is not believed.
                "203.0.113.9|198.51.100.1|203.0.113.9",
                "10.0.0.1|198.51.100.1|198.51.100.1",
                "10.0.0.1|198.51.100.1, 10.2.3.4|198.51.100.1",
                // The one who came to our proxy wrote what stands further left.
                "10.0.0.1|192.0.2.1, 198.51.100.1|198.51.100.1",
                "2001:db8::1|[2001:4860::1]:443|2001:4860::1",
                "10.0.0.1|198.51.100.1:5123|198.51.100.1",
                "10.0.0.1|unknown|10.0.0.1",
                "10.0.0.1|198.51.100.1, unknown|10.0.0.1",
                "10.0.0.1||10.0.0.1",
            })
    void theFirstThatIsNoProxyOfOursIsTheCaller(String peer, String header, String caller) {
        assertThat(BEHIND_PROXIES.address(peer, header == null ? List.of() : List.of(header)))
                .isEqualTo(caller);
    }

    @Test
    void severalHeadersAreOne() {
        assertThat(BEHIND_PROXIES.address("10.0.0.1", List.of("192.0.2.1", "198.51.100.1")))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void withoutProxiesTheHeaderSaysNothing() {
        assertThat(new Callers(List.of()).address("10.0.0.1", List.of("198.51.100.1")))
                .isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.1.0.0/15, 10.0.0.1, true",
        "10.1.0.0/15, 10.2.0.1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "0.0.0.0/0, 192.0.2.8, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::ffff:192.0.2.7, 192.0.2.7, true",
        "10.0.0.0/8, example.com, false",
    })
    void networksHoldTheirAddresses(String network, String address, boolean inside) {
        assertThat(Network.parse(network).contains(address)).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::/129"})
    void whatIsNoNetworkIsRefusedAndHoldsNothing(String text) {
        assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Network.written(text).contains("10.0.0.1")).isFalse();
    }
}
