package dev.mailswitch.api.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodyTest {

    @TempDir private Path directory;

    private final Budget memory = new Budget(100_000);
    private final Budget disk = new Budget(100_000);

    private Body body(int inMemory) {
        return new Body(memory, disk, directory, inMemory);
    }

    @Test
    void memoryIsTakenAsBytesComeAndGivenBackOnce() throws IOException {
        Body body = body(50_000);
        assertThat(memory.used()).isZero();
        body.add(new byte[3_000]);
        assertThat(memory.used()).isBetween(3_000L, 6_000L);
        body.add(new byte[40_000]);
        assertThat(memory.used()).isBetween(43_000L, 50_000L);
        body.close();
        body.close();
        assertThat(memory.used()).isZero();
        assertThat(body.bytes()).isEmpty();
    }

    @Test
    void beyondTheBudgetThereIsNoRoomForAnybody() throws IOException {
        Body first = body(90_000);
        Body second = body(90_000);
        assertThat(first.add(new byte[60_000])).isEqualTo(Body.Added.HERE);
        assertThat(second.add(new byte[60_000])).isEqualTo(Body.Added.NO_ROOM);
        first.close();
        assertThat(second.add(new byte[60_000])).isEqualTo(Body.Added.HERE);
    }

    @Test
    void afterTheRequestIsOverNothingIsTaken() throws IOException {
        Body body = body(1_000);
        body.close();
        assertThat(body.add(new byte[10])).isEqualTo(Body.Added.CLOSED);
        assertThat(memory.used() + disk.used()).isZero();
    }

    @Test
    void whatIsTooMuchForAStrangerLiesInAFileThatHasNoName() throws IOException {
        Body body = body(1_000);
        byte[] bytes = "0123456789".repeat(500).getBytes(UTF_8);
        for (int i = 0; i < bytes.length; i += 500) {
            body.add(java.util.Arrays.copyOfRange(bytes, i, i + 500));
        }
        assertThat(body.spooled()).isTrue();
        assertThat(memory.used()).isLessThanOrEqualTo(1_024);
        assertThat(disk.used()).isPositive();
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
        assertThat(body.open().readAllBytes()).isEqualTo(bytes);
        assertThat(body.open().readAllBytes()).isEqualTo(bytes);
        assertThat(body.load()).isTrue();
        assertThat(body.bytes()).isEqualTo(bytes);
        assertThat(disk.used()).isZero();
        body.close();
        assertThat(memory.used()).isZero();
    }

    @Test
    void aFileIsClosedWithItsBody() throws IOException {
        Body body = body(10);
        body.add(new byte[5_000]);
        body.close();
        assertThat(disk.used()).isZero();
        assertThat(body.load()).isFalse();
    }

    @Test
    void credentialsAreFoundBesideAnything() {
        assertThat(
                        texts(
                                """
                                {"a":{"access_token":"no"},"access_token":"yes","b":["access_token"],
                                 "environment":5,"c":"x"}\
                                """))
                .isEqualTo(Step.passed(Map.of("access_token", "yes")));
        assertThat(texts("{\"access_token\":\"x\"")).isInstanceOf(Step.Stopped.class);
        assertThat(texts("[]")).isInstanceOf(Step.Stopped.class);
    }

    @Test
    void whatIsTooLongForCredentialsIsPassedOverElsewhereAndRefusedInTheirPlace() {
        String most = "k".repeat(4_096);
        String longer = "x".repeat(200_000);
        assertThat(texts("{\"a\":\"" + longer + "\",\"access_token\":\"" + most + "\"}"))
                .isEqualTo(Step.passed(Map.of("access_token", most)));
        assertThat(texts("{\"access_token\":\"" + longer + "\"}")).isInstanceOf(Step.Stopped.class);
    }

    @Test
    void whatStandsBesideCredentialsMayStandThereTwiceButMustBeUtf8() {
        // The second is found when the body is read as a whole.
        assertThat(texts("{\"a\":1,\"a\":2,\"access_token\":\"ä€\"}"))
                .isEqualTo(Step.passed(Map.of("access_token", "ä€")));
        byte[] latin = "{\"access_token\":\"ä\"}".getBytes(ISO_8859_1);
        assertThat(Json.texts(Body.of(latin), Set.of("access_token")))
                .isEqualTo(Step.stopped(new Stop.Malformed("The body is not UTF-8")));
    }

    private static Step<Map<String, String>> texts(String json) {
        return Json.texts(Body.of(json.getBytes(UTF_8)), Set.of("access_token", "environment"));
    }

    @Test
    void utf8IsFoundAcrossPieces() throws IOException {
        String text = "x".repeat(8_191) + "ä" + "€".repeat(9_000);
        byte[] bytes = text.getBytes(UTF_8);
        assertThat(Utf8.valid(Body.of(bytes).open())).isTrue();
        bytes[8_192] = 'x';
        assertThat(Utf8.valid(Body.of(bytes).open())).isFalse();
        assertThat(Utf8.valid(Body.of("€".getBytes(UTF_8)).open())).isTrue();
        assertThat(Utf8.valid(Body.of(new byte[] {'a', (byte) 0xE2, (byte) 0x82}).open()))
                .isFalse();
    }
}
