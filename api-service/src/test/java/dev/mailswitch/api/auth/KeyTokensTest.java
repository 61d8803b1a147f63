package dev.mailswitch.api.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.model.id.ApiKeyId;
import dev.mailswitch.model.id.OrganisationId;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyTokensTest {

    private static final ApiKeyId KEY = new ApiKeyId(new UUID(1, 2));
    private static final String ONE = "one:" + base64("0123456789abcdef0123456789abcdef");
    private static final String TWO = "two:" + base64("fedcba9876543210fedcba9876543210");

    private final KeyTokens tokens = KeyTokens.parse(ONE);
    private final String token =
            tokens.issue(KEY, new OrganisationId(new UUID(3, 4)), Instant.EPOCH);

    @Test
    void whatWasIssuedIsKnown() {
        assertThat(tokens.verify(token)).contains(KEY);
        assertThat(token.length()).isBetween(100, 500);
    }

    @Test
    void rotationKeepsOldTokensAndSignsWithTheNewSecret() {
        KeyTokens rotated = KeyTokens.parse(TWO + "," + ONE);
        assertThat(rotated.verify(token)).contains(KEY);
        String fresh = rotated.issue(KEY, new OrganisationId(new UUID(3, 4)), Instant.EPOCH);
        assertThat(tokens.verify(fresh)).isEmpty();
        assertThat(KeyTokens.parse(TWO).verify(token)).isEmpty();
    }

    @Test
    void noCharacterMayChange() {
        for (int i = 0; i < token.length() - 1; i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(tokens.verify(changed)).as("character %d", i).isEmpty();
        }
    }

    @Test
    void anotherAlgorithmIsNoKey() {
        String payload = token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
        String none = base64url("{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"one\"}");
        assertThat(tokens.verify(none + payload)).isEmpty();
        assertThat(tokens.verify("")).isEmpty();
        assertThat(tokens.verify("..")).isEmpty();
        assertThat(tokens.verify("a.b")).isEmpty();
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> KeyTokens.parse("one:" + base64("short")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MAILSWITCH_KEY_SECRETS");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String base64url(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
