package dev.mailswitch.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Provider.SealedSecret;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SealingTest {

    private static final ProviderId PROVIDER = new ProviderId(new UUID(1, 2));
    private static final byte[] SECRET = "pässword".getBytes(UTF_8);

    private final Sealing sealing = Sealing.parse("one:" + key(1));

    @Test
    void opensWhatItSealed() {
        SealedSecret sealed = sealing.seal(PROVIDER, SECRET);
        assertThat(sealed.keyId()).isEqualTo("one");
        assertThat(sealing.open(PROVIDER, sealed)).isEqualTo(SECRET);
    }

    @Test
    void neverSealsTheSameTwice() {
        assertThat(sealing.seal(PROVIDER, SECRET).bytes())
                .isNotEqualTo(sealing.seal(PROVIDER, SECRET).bytes());
    }

    @Test
    void secretOfAnotherProviderDoesNotOpen() {
        SealedSecret sealed = sealing.seal(PROVIDER, SECRET);
        assertThatThrownBy(() -> sealing.open(new ProviderId(new UUID(1, 3)), sealed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not open");
    }

    @Test
    void aChangedByteDoesNotOpen() {
        byte[] bytes = sealing.seal(PROVIDER, SECRET).bytes();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> sealing.open(PROVIDER, new SealedSecret("one", changed)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void rotationOpensTheOldAndSealsWithTheNew() {
        SealedSecret old = sealing.seal(PROVIDER, SECRET);
        Sealing rotated = Sealing.parse("two:%s,one:%s".formatted(key(2), key(1)));
        assertThat(rotated.open(PROVIDER, old)).isEqualTo(SECRET);
        assertThat(rotated.stale(old)).isTrue();
        assertThat(rotated.seal(PROVIDER, SECRET).keyId()).isEqualTo("two");
        Sealing later = Sealing.parse("two:" + key(2));
        assertThatThrownBy(() -> later.open(PROVIDER, old)).hasMessageContaining("no key one");
    }

    @Test
    void keysOfAnotherLengthAreRefusedWithoutQuotingThem() {
        String shorter = Base64.getEncoder().encodeToString(new byte[16]);
        assertThatThrownBy(() -> Sealing.parse("one:" + shorter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MAILSWITCH_SEALING_KEYS: key one must have 32 bytes");
        assertThatThrownBy(() -> Sealing.parse("geheim")).hasMessageNotContaining("geheim");
    }

    private static String key(int fill) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }
}
