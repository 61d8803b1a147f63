package dev.mailswitch.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.model.mail.Address;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StagingTest {

    private static final Staging.Only ONLY =
            new Staging.Only(
                    Set.of(Staging.entry("Ann@Shop.example"), Staging.entry("@Test.EXAMPLE")));

    @ParameterizedTest
    @CsvSource({
        "ann@shop.example, true",
        "Ann@SHOP.example, true",
        "bob@shop.example, false",
        "anyone@test.example, true",
        "anyone@sub.test.example, false",
        "anyone@nottest.example, false"
    })
    void onlyWhoIsListedGetsMail(String address, boolean passes) {
        assertThat(ONLY.passes(Address.of(address))).isEqualTo(passes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@", "shop.example", "a@b@c", "Ann <ann@shop.example>", "a\nb@c.d"})
    void anEntryIsAnAddressOrADomain(String text) {
        assertThatThrownBy(() -> Staging.entry(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
