package dev.mailswitch.api.dialect.emailmassivo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForbiddenTypesTest {

    private static final ForbiddenTypes FORBIDDEN =
            ForbiddenTypes.of(
                    List.of("exe", " JS ", "", "sh"), List.of("4D5A", "2321", "7f454c46", " "));

    private static final byte[] TEXT = "hello".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.exe",
                "A.EXE",
                "invoice.pdf.exe",
                "a.exe.",
                "a.exe . ",
                "a.exe::$DATA",
                "a.exe:x.txt",
                "x/a.js",
                "a.exe\u200b",
                "a\uff0e\uff45\uff58\uff45",
                ".sh"
            })
    void namesOfProgramsAreForbiddenHoweverTheyAreWritten(String name) {
        assertThat(FORBIDDEN.forbids(name, TEXT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.pdf", "exe", "a.exe.pdf", "a.exes", "js.txt", "Jahresbericht", "..."})
    void otherNamesAreNot(String name) {
        assertThat(FORBIDDEN.forbids(name, TEXT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4d5a9000", "7f454c4602", "23212f62696e2f7368", "efbbbf2321", "4d5a"})
    void beginningsOfProgramsAreForbiddenUnderAnyName(String hex) {
        assertThat(FORBIDDEN.forbids("a.pdf", HexFormat.of().parseHex(hex))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4d", "004d5a", "7f454c", "efbbbf", "255044462d"})
    void otherBeginningsAreNot(String hex) {
        assertThat(FORBIDDEN.forbids("a.pdf", HexFormat.of().parseHex(hex))).isFalse();
    }

    @Test
    void aSettingThatIsNoHexadecimalIsRefused() {
        assertThatThrownBy(() -> ForbiddenTypes.of(List.of(), List.of("MZ")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
