package dev.mailswitch.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.model.id.ApiKeyId;
import dev.mailswitch.model.id.OrganisationId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StreamTokensTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final ApiKeyId KEY = new ApiKeyId(new UUID(7, 9));

    private final StreamTokens tokens = StreamTokens.parse(TestDatabaseResource.KEY_SECRETS);

    @Test
    void aTokenStandsForItsKeyForTenMinutes() {
        for (String named : new String[] {null, "main"}) {
            StreamTokens.Holder holder = new StreamTokens.Holder(KEY, named);
            String token = tokens.issue(holder, NOW);
            assertThat(tokens.read(token, NOW)).hasValue(holder);
            assertThat(tokens.read(token, NOW.plus(Duration.ofSeconds(599)))).hasValue(holder);
            assertThat(tokens.read(token, NOW.plus(Duration.ofMinutes(10)))).isEmpty();
        }
    }

    @Test
    void whatIsChangedOrForeignIsNone() {
        String token = tokens.issue(new StreamTokens.Holder(KEY, "main"), NOW);
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            // The last character has bits that count for nothing.
            if (i < token.length() - 1) {
                assertThat(tokens.read(changed, NOW)).as("at " + i).isEmpty();
            }
        }
        for (String none : new String[] {"", "x", "=", "A".repeat(80), "A".repeat(100_000)}) {
            assertThat(tokens.read(none, NOW)).isEmpty();
        }
        StreamTokens foreign =
                StreamTokens.parse("one:bm90IG91cnMsIDMyIGJ5dGVzIGxvbmcgYWxsIG9mIGl0");
        assertThat(foreign.read(token, NOW)).isEmpty();
    }

    @Test
    void anOlderSecretIsBelievedToo() {
        String old =
                StreamTokens.parse(TestDatabaseResource.KEY_SECRETS.replaceAll("^.*,", ""))
                        .issue(new StreamTokens.Holder(KEY, null), NOW);
        assertThat(tokens.read(old, NOW)).isPresent();
    }

    @Test
    void noTokenIsAKeyAndNoKeyAToken() {
        KeyTokens keys = KeyTokens.parse(TestDatabaseResource.KEY_SECRETS);
        String key = keys.issue(KEY, new OrganisationId(new UUID(1, 2)), NOW);
        assertThat(tokens.read(key, NOW)).isEmpty();
        assertThat(keys.verify(tokens.issue(new StreamTokens.Holder(KEY, null), NOW))).isEmpty();
    }
}
