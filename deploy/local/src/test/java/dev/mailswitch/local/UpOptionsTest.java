package dev.mailswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpOptionsTest {

    @Test
    void nothingAskedForIsForegroundWithTheRoutesThereAre() {
        assertThat(UpOptions.parse(List.of()))
                .isEqualTo(new UpOptions(false, List.of(), "you@example.com", true));
    }

    @Test
    void everyOptionIsUnderstoodInBothSpellings() {
        List<String> apart =
                List.of("--detach", "--no-mail", "--to", "a@b.example", "--provider", "smtp://h");
        List<String> joined =
                List.of("--detach", "--no-mail", "--to=a@b.example", "--provider=smtp://h");
        UpOptions options = UpOptions.parse(apart);
        assertThat(options.detach()).isTrue();
        assertThat(options.mail()).isFalse();
        assertThat(options.recipient()).isEqualTo("a@b.example");
        assertThat(options.providers()).hasSize(1);
        assertThat(UpOptions.parse(joined)).isEqualTo(options);
    }

    @Test
    void valuesMayContainEqualsSigns() {
        UpOptions options =
                UpOptions.parse(
                        List.of("--provider=smtp://h?name=a&tier=4", "--provider=smtp://i"));
        assertThat(options.providers()).extracting(ProviderUrl::tier).containsExactly(4, 1);
        assertThat(options.providers().getFirst().name()).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({
        "--frob, unknown option --frob",
        "frob, unknown option frob",
        "--detach=yes, unknown option --detach",
        "--to, --to needs a value",
        "--provider, --provider needs a value",
    })
    void wrongOptionsAreNamed(String option, String message) {
        assertThatThrownBy(() -> UpOptions.parse(List.of(option)))
                .isInstanceOf(UsageError.class)
                .hasMessage(message);
    }

    @Test
    void twoProvidersOfOneNameAreRefused() {
        List<String> twice =
                List.of("--provider=smtp://h:1?name=a", "--provider=smtp://h:2?name=a");
        assertThatThrownBy(() -> UpOptions.parse(twice))
                .isInstanceOf(UsageError.class)
                .hasMessage("two providers are called a");
    }
}
