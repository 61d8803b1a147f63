package dev.mailswitch.model.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FluteIdsTest {

    private static final byte[] SECRET = bytes("a secret of thirty-two bytes ...");
    private static final byte[] NEWER = bytes("another one that came after it ..");
    private static final FluteIds IDS = new FluteIds(List.of(SECRET));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static EmailId mail(long millis, long seed) {
        return EmailId.mint(Instant.ofEpochMilli(millis), new Random(seed));
    }

    @Property
    void anIdOfVersionFourLeadsBackToItsMail(
            @ForAll @LongRange(min = 0, max = (1L << 48) - 1) long millis, @ForAll long seed) {
        EmailId mail = mail(millis, seed);
        UUID id = IDS.of(mail);
        assertThat(id.version()).isEqualTo(4);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(IDS.mails(id.toString())).containsExactly(mail);
    }

    @Test
    void mailsOfOneMomentHaveNothingInCommon() {
        // The first 48 bits of these mails' ids are the same.
        Set<Long> beginnings = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            beginnings.add(IDS.of(mail(1_700_000_000_000L, seed)).getMostSignificantBits() >>> 32);
        }
        assertThat(beginnings).hasSizeGreaterThan(195);
    }

    @Test
    void anotherSecretMakesOtherIds() {
        EmailId mail = mail(1_700_000_000_000L, 1);
        assertThat(new FluteIds(List.of(NEWER)).of(mail)).isNotEqualTo(IDS.of(mail));
        assertThat(new FluteIds(List.of(NEWER)).mails(IDS.of(mail).toString()))
                .doesNotContain(mail);
    }

    @Test
    void idsOfAnOlderSecretAreStillRead() {
        EmailId mail = mail(1_700_000_000_000L, 1);
        FluteIds rotated = new FluteIds(List.of(NEWER, SECRET));
        assertThat(rotated.mails(IDS.of(mail).toString())).contains(mail);
        assertThat(rotated.of(mail)).isNotEqualTo(IDS.of(mail));
    }

    @Test
    void aMailsOwnIdOpensNothing() {
        assertThat(IDS.mails(mail(1_700_000_000_000L, 1).toString())).isEmpty();
    }

    @Test
    void ofRandomIdsHardlyOneLooksLikeAMail() {
        Random random = new Random(7);
        int hits = 0;
        for (int i = 0; i < 2_000; i++) {
            long high = (random.nextLong() & ~0xF000L) | 0x4000L;
            long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
            hits += IDS.mails(new UUID(high, low).toString()).size();
        }
        assertThat(hits).isLessThan(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "0f8fad5b-d9cb-469f-a165-70867728950", "../../etc/passwd", "\0"})
    void whatIsMangledOpensNothing(String text) {
        assertThat(IDS.mails(text)).isEmpty();
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> new FluteIds(List.of(bytes("short"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FluteIds(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
