package dev.mailswitch.model.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendIdTest {

    @Property
    void isAnotherSpellingOfTheMailsId(
            @ForAll @LongRange(min = 0, max = 1L << 47) long millis, @ForAll long seed) {
        EmailId mail = EmailId.mint(Instant.ofEpochMilli(millis), new Random(seed));
        String text = new SendId(mail).toString();
        assertThat(text).isEqualTo("sends_" + mail.toString().replace("-", ""));
        assertThat(SendId.parse(text).mail()).isEqualTo(mail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sends_",
                "sends_019aa6b2c3d47e5f8a1b2c3d4e5f6001",
                "sends_019AA6B2C3D47E5F8A1B2C3D4E5F6000",
                "sends_019aa6b2c3d44e5f8a1b2c3d4e5f6000",
                "sends_019aa6b2c3d47e5f8a1b2c3d4e5f600",
                "sends_019aa6b2c3d47e5f8a1b2c3d4e5f60000",
                "sends_019aa6b2-c3d4-7e5f-8a1b-2c3d4e5f",
                "sends_019aa6b2c3d47e5f8a1b2c3d4e5f60zz",
                "send__019aa6b2c3d47e5f8a1b2c3d4e5f6000",
                "019aa6b2-c3d4-7e5f-8a1b-2c3d4e5f6000"
            })
    void nothingElseIsOne(String text) {
        assertThatThrownBy(() -> SendId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
