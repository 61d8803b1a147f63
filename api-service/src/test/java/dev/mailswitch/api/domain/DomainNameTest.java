package dev.mailswitch.api.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.model.mail.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com",
        "Mail.Example.COM, mail.example.com",
        "bücher.example, xn--bcher-kva.example",
        "example.co.uk, example.co.uk",
        "demo.mailswitch.test, demo.mailswitch.test"
    })
    void namesAreKeptAsDnsCarriesThem(String given, String kept) {
        assertThat(DomainName.parse(given).value()).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "com",
                "localhost",
                "co.uk",
                "com.au",
                "org.br",
                "example.com.",
                ".example.com",
                "a..b",
                "-a.example",
                "a_b.example",
                "127.0.0.1",
                "[127.0.0.1]",
                "example.123",
                "a@example.com",
                "example.com\r\nx",
                "ex ample.com",
                "faß.example"
            })
    void whatIsNoDomainOfOnesOwnIsRefused(String given) {
        assertThatThrownBy(() -> DomainName.parse(given))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameWithoutRoomForASelectorIsRefused() {
        String long_ = "a123456789.".repeat(20) + "example";
        assertThatThrownBy(() -> DomainName.parse(long_))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itCoversItselfAndWhatIsBelow() {
        DomainName name = DomainName.parse("example.com");
        assertThat(name.covers(Address.of("a@example.com"))).isTrue();
        assertThat(name.covers(Address.of("a@bounces.example.com"))).isTrue();
        assertThat(name.covers(Address.of("a@badexample.com"))).isFalse();
        assertThat(name.covers(Address.of("a@com"))).isFalse();
    }
}
