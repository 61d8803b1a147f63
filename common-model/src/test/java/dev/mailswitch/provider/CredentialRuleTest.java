package dev.mailswitch.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialRuleTest {

    private static final CredentialRule TOKEN = new CredentialRule(16, true);

    /// What no rule takes.
    static Stream<String> nonsense() {
        return Stream.of(
                "",
                "a\r\nb",
                "a\n",
                "a\u0000b",
                "a\u007fb",
                "a\u2028b",
                "a\ud800",
                "x".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void nobodyTakesWhatWouldEndALineOrIsNoText(String text) {
        for (CredentialRule rule :
                Arrays.asList(TOKEN, CredentialRule.RELAY_USER, CredentialRule.RELAY_SECRET)) {
            assertThat(rule.obstacle(text))
                    .hasValueSatisfying(words -> assertThat(words).startsWith("must "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "schlüssel", "a\tb"})
    void aTokenIsAsciiWithoutSpaces(String text) {
        assertThat(TOKEN.obstacle(text)).isPresent();
        assertThat(TOKEN.obstacle("SG.a-b_c/d+e=")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "schlüssel", "😀"})
    void aPasswordMayHaveOtherLetters(String text) {
        assertThat(CredentialRule.RELAY_SECRET.obstacle(text)).isEmpty();
    }

    @Test
    void theLimitIsSaidWithWhatWasGiven() {
        assertThat(TOKEN.obstacle("x".repeat(16))).isEmpty();
        assertThat(TOKEN.obstacle("x".repeat(17)))
                .hasValue("must have at most 16 characters, not 17; copy it again");
        assertThat(CredentialRule.RELAY_SECRET.obstacle("ü".repeat(2_049)))
                .hasValue("must have at most 4096 octets, not 4098; copy it again");
    }

    /// Octets are not the characters that its reader counts.
    @Test
    void ofOtherLettersInATokenTheLengthIsNotSaid() {
        assertThat(TOKEN.obstacle("ü".repeat(12)))
                .hasValue("must be printable ASCII without spaces and line breaks; copy it again");
    }

    /// Also a signed token for a gateway in front of the vendor.
    @ParameterizedTest
    @EnumSource(
            value = ProviderKind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SMTP", "SANDBOX"})
    void everyVendorsSecretIsATokenOfSomeLength(ProviderKind kind) {
        CredentialRule rule = kind.secretRule();
        assertThat(rule.obstacle("x".repeat(4_096))).isEmpty();
        assertThat(rule.obstacle("x".repeat(4_097))).isPresent();
        assertThat(rule.obstacle("a b")).isPresent();
    }

    @Test
    void whatIsOnlyLongCanBeSent() {
        assertThat(TOKEN.unsendable("x".repeat(17))).isEmpty();
        assertThat(CredentialRule.RELAY_SECRET.unsendable("x".repeat(5_000))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\r\nb", "a b", "ü"})
    void whatWouldBreakAHeaderCannot(String text) {
        assertThat(TOKEN.unsendable(text)).isPresent();
    }
}
