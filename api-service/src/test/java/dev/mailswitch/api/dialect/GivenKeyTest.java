package dev.mailswitch.api.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GivenKeyTest {

    private static final GivenKey ONE = GivenKey.of(" one ");

    @Test
    void aKeyHasOneTo255CharactersAndNoControls() {
        assertThat(ONE).isEqualTo(new GivenKey.One("one"));
        assertThat(GivenKey.of("x".repeat(255))).isInstanceOf(GivenKey.One.class);
        for (String wrong : new String[] {"", "  ", "x".repeat(256), "a\nb", "a\0b"}) {
            assertThat(GivenKey.of(wrong)).isInstanceOf(GivenKey.Wrong.class);
        }
    }

    @Test
    void headerAndBodyAgreeOrAreWrong() {
        assertThat(ONE.and(null)).isEqualTo(ONE);
        assertThat(ONE.and("one")).isEqualTo(ONE);
        assertThat(new GivenKey.None().and("one")).isEqualTo(ONE);
        assertThat(ONE.and("two")).isInstanceOf(GivenKey.Wrong.class);
        assertThat(new GivenKey.None().and("")).isInstanceOf(GivenKey.Wrong.class);
        assertThat(new GivenKey.Wrong("twice").and("one")).isEqualTo(new GivenKey.Wrong("twice"));
    }
}
