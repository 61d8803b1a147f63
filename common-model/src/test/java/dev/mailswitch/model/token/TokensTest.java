package dev.mailswitch.model.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.crypto.TokenSecrets;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    private static final byte[] OLD = secret('o');
    private static final byte[] NEW = secret('n');
    private static final Tokens TOKENS = new Tokens(List.of(OLD));
    private static final Sent SENT =
            new Sent(
                    EmailId.parse("019a0000-0000-7abc-8def-012345678800"),
                    7,
                    2,
                    OrganisationId.parse("00000000-0000-0000-0000-0000000000b1"),
                    ProviderId.parse("00000000-0000-0000-0000-0000000000a1"));
    private static final EnvironmentId ENVIRONMENT =
            EnvironmentId.parse("00000000-0000-0000-0000-0000000000e1");

    private static byte[] secret(char c) {
        return String.valueOf(c).repeat(32).getBytes(StandardCharsets.US_ASCII);
    }

    @Property(tries = 300)
    void everyTokenReadsBack(@ForAll("sent") Sent sent, @ForAll("paths") String path) {
        Token.Open open = new Token.Open(sent);
        Token.Click click =
                new Token.Click(sent, new TargetUrl("https://example.com/" + path + "#f"));
        Token.Unsubscribe unsubscribe =
                new Token.Unsubscribe(sent, ENVIRONMENT, Address.of("jörg@example.com"));

        assertThat(TOKENS.readOpen(TOKENS.open(open))).contains(open);
        assertThat(TOKENS.readClick(TOKENS.click(click))).contains(click);
        assertThat(TOKENS.readUnsubscribe(TOKENS.unsubscribe(unsubscribe))).contains(unsubscribe);
        assertThat(TOKENS.click(click)).matches("[A-Za-z0-9_-]{1,2400}");
    }

    @Property(tries = 100)
    void kindsDoNotMix(@ForAll("sent") Sent sent, @ForAll("paths") String path) {
        String open = TOKENS.open(new Token.Open(sent));
        String click =
                TOKENS.click(new Token.Click(sent, new TargetUrl("http://example.com/" + path)));
        String unsubscribe =
                TOKENS.unsubscribe(
                        new Token.Unsubscribe(sent, ENVIRONMENT, Address.of("a@example.com")));

        assertThat(TOKENS.readOpen(click)).isEmpty();
        assertThat(TOKENS.readOpen(unsubscribe)).isEmpty();
        assertThat(TOKENS.readClick(open)).isEmpty();
        assertThat(TOKENS.readClick(unsubscribe)).isEmpty();
        assertThat(TOKENS.readUnsubscribe(open)).isEmpty();
        assertThat(TOKENS.readUnsubscribe(click)).isEmpty();
    }

    @Test
    void anyFlippedBitFails() {
        byte[] token =
                Base64.getUrlDecoder()
                        .decode(
                                TOKENS.click(
                                        new Token.Click(
                                                SENT, new TargetUrl("https://example.com/x"))));
        for (int bit = 0; bit < token.length * 8; bit++) {
            byte[] changed = token.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
            assertThat(TOKENS.readClick(text)).as("bit %d", bit).isEmpty();
        }
    }

    @Test
    void anyChangedCharacterFailsEvenWhereBase64HasBitsToSpare() {
        String token = TOKENS.open(new Token.Open(SENT));
        assertThat(token.length() % 4).as("bits are left over").isNotZero();
        for (int at = 0; at < token.length(); at++) {
            for (char c : "Aa0_-=. B".toCharArray()) {
                if (token.charAt(at) != c) {
                    String changed = token.substring(0, at) + c + token.substring(at + 1);
                    assertThat(TOKENS.readOpen(changed)).as(changed).isEmpty();
                }
            }
        }
        assertThat(TOKENS.readOpen(token.substring(1))).isEmpty();
        assertThat(TOKENS.readOpen(token + "A")).isEmpty();
        assertThat(TOKENS.readOpen(token + "=")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "AQ", "not base64 at all!", "AQAA", "ÄÖ"})
    void garbageIsNoToken(String garbage) {
        assertThat(TOKENS.readOpen(garbage)).isEmpty();
        assertThat(TOKENS.readClick(garbage)).isEmpty();
        assertThat(TOKENS.readUnsubscribe(garbage)).isEmpty();
        assertThat(TOKENS.readClick("A".repeat(Tokens.MAX_CHARS + 4))).isEmpty();
    }

    @Test
    void theSameContentGivesTheSameTokenAndAnotherContentAnother() {
        assertThat(TOKENS.open(new Token.Open(SENT))).isEqualTo(TOKENS.open(new Token.Open(SENT)));
        Sent other = new Sent(SENT.email(), 8, 2, SENT.organisation(), SENT.provider());
        String one = TOKENS.open(new Token.Open(SENT));
        String two = TOKENS.open(new Token.Open(other));
        // Version and key tag are the same; nothing after them may be.
        assertThat(two.substring(0, 4)).isEqualTo(one.substring(0, 4));
        assertThat(two.substring(4, 26)).isNotEqualTo(one.substring(4, 26));
        assertThat(two.substring(26)).isNotEqualTo(one.substring(26));
    }

    @Test
    void noIdOrUrlCanBeReadOffAToken() {
        String token =
                TOKENS.click(new Token.Click(SENT, new TargetUrl("https://example.com/secret")));
        String bytes =
                new String(Base64.getUrlDecoder().decode(token), StandardCharsets.ISO_8859_1);
        assertThat(bytes).doesNotContain("example.com");
        byte[] id = new byte[16];
        java.nio.ByteBuffer.wrap(id)
                .putLong(SENT.email().value().getMostSignificantBits())
                .putLong(SENT.email().value().getLeastSignificantBits());
        assertThat(bytes).doesNotContain(new String(id, 0, 6, StandardCharsets.ISO_8859_1));
    }

    @Test
    void tokensOfAnOldSecretVerifyAsLongAsItIsInTheRing() {
        String old = TOKENS.open(new Token.Open(SENT));
        Tokens rotated = new Tokens(List.of(NEW, OLD));
        assertThat(rotated.readOpen(old)).contains(new Token.Open(SENT));
        assertThat(rotated.open(new Token.Open(SENT)))
                .isEqualTo(new Tokens(List.of(NEW)).open(new Token.Open(SENT)));
        assertThat(new Tokens(List.of(NEW)).readOpen(old)).isEmpty();
    }

    @Test
    void secretsComeFromOneSetting() {
        String text = "b:" + Base64.getEncoder().encodeToString(NEW);
        assertThat(TokenSecrets.parse(text).open(new Token.Open(SENT)))
                .isEqualTo(new Tokens(List.of(NEW)).open(new Token.Open(SENT)));
        assertThatThrownBy(() -> TokenSecrets.parse("a:c2hvcnQ="))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MAILSWITCH_TOKEN_SECRETS");
        assertThatThrownBy(() -> new Tokens(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Tokens(List.of(OLD, OLD)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Links in mails outlive releases: the form of a token may not change under its version.
    @Test
    void theFormOfAVersionNeverChanges() {
        assertThat(TOKENS.open(new Token.Open(SENT)))
                .isEqualTo(
                        "AbqHWH-jKD3i6sv1Yq3jySTp7b2yCVEbOSCaKZYbNjRcEgXprz8l_-EDg4qUKELXsWP_mCFfgvtrZ78BqL6i3ypJpypdTBc");
    }

    @Provide
    Arbitrary<Sent> sent() {
        return Combinators.combine(
                        Arbitraries.longs(), Arbitraries.integers().between(0, 999), attempts())
                .as(
                        (seed, position, attempt) -> {
                            SplittableRandom random = new SplittableRandom(seed);
                            return new Sent(
                                    EmailId.mint(Instant.ofEpochMilli(1_700_000_000_000L), random),
                                    position,
                                    attempt,
                                    new OrganisationId(id(random)),
                                    new ProviderId(id(random)));
                        });
    }

    private static Arbitrary<Integer> attempts() {
        return Arbitraries.integers().between(1, Short.MAX_VALUE);
    }

    private static UUID id(SplittableRandom random) {
        return new UUID(random.nextLong(), random.nextLong());
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.strings().withCharRange('!', '~').ofMaxLength(1_400);
    }
}
