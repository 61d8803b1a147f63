package dev.mailswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {

    @TempDir Path directory = Path.of(".");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "http://127.0.0.1:8080",
                "jdbc:postgresql://127.0.0.1:5442/d?user=u&password=p",
                "it's",
                "''",
                "$HOME `id` \\ \"x\" !",
                "a b  c",
                "*",
                "kid:aGVsbG8=,other:d29ybGQ="
            })
    void aShellItsChildrenAndWeReadWhatWasWritten(String value) throws Exception {
        Path file = directory.resolve("env");
        EnvFile.write(file, "A comment.", Map.of("VALUE", value));

        assertThat(EnvFile.read(file)).containsExactly(Map.entry("VALUE", value));
        Process shell =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                ". \"$0\"; sh -c 'printf %s \"$VALUE\"'",
                                file.toString())
                        .start();
        String read = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(read).isEqualTo(value);
    }

    @Test
    void onlyTheOwnerMayRead() throws Exception {
        Path file = directory.resolve("env");
        EnvFile.write(file, "A comment.", Map.of("A", "b"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatWouldBreakTheFileIsRefused() {
        Path file = directory.resolve("env");
        assertThatThrownBy(() -> EnvFile.write(file, "c", Map.of("A", "b\nC=d")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EnvFile.write(file, "c", Map.of("A B", "c")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void secretsAreMadeOnceAndStay() {
        Secrets first = Secrets.in(directory);
        first.put(Secrets.ADMIN_KEY, "key");
        Secrets second = Secrets.in(directory);
        for (String name :
                new String[] {
                    Secrets.DATABASE_PASSWORD,
                    Secrets.KEY_SECRETS,
                    Secrets.SEALING_KEYS,
                    Secrets.TOKEN_SECRETS,
                    Secrets.ADMIN_KEY
                }) {
            assertThat(second.require(name)).isEqualTo(first.require(name));
        }
        assertThat(Secrets.in(directory.resolve("other")).require(Secrets.SEALING_KEYS))
                .isNotEqualTo(first.require(Secrets.SEALING_KEYS));
    }

    @Test
    void anInstallationWithoutTokenSecretsGetsThemAndKeepsTheRest() {
        Secrets.in(directory);
        Map<String, String> before =
                new java.util.LinkedHashMap<>(EnvFile.read(directory.resolve("secrets.env")));
        before.remove(Secrets.TOKEN_SECRETS);
        EnvFile.write(directory.resolve("secrets.env"), "c", before);
        Secrets after = Secrets.in(directory);
        assertThat(after.require(Secrets.TOKEN_SECRETS)).startsWith("local:");
        assertThat(after.require(Secrets.SEALING_KEYS)).isEqualTo(before.get(Secrets.SEALING_KEYS));
    }

    @Test
    void sealingKeysAre32Bytes() {
        String[] key = Secrets.in(directory).require(Secrets.SEALING_KEYS).split(":");
        assertThat(java.util.Base64.getDecoder().decode(key[1])).hasSize(32);
    }
}
