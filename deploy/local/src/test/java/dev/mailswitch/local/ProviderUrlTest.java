package dev.mailswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderUrlTest {

    @Test
    void everythingCanBeSaid() {
        ProviderUrl url =
                ProviderUrl.parse(
                        "smtp://me:secret@relay.example:2525?name=a&tier=2&weight=3&security=starttls",
                        0);
        assertThat(url)
                .isEqualTo(
                        new ProviderUrl(
                                "a",
                                "smtp",
                                "relay.example",
                                2525,
                                "starttls",
                                "me",
                                "secret",
                                2,
                                3));
    }

    @ParameterizedTest
    @CsvSource({
        "smtp://h.example, 25, opportunistic, h-example-25",
        "smtps://h.example, 465, tls, h-example-465",
        "smtp://h.example:587/, 587, opportunistic, h-example-587",
        "SMTP://h.example:26, 26, opportunistic, h-example-26",
    })
    void restIsAsUsual(String text, int port, String security, String name) {
        ProviderUrl url = ProviderUrl.parse(text, 0);
        assertThat(url.host()).isEqualTo("h.example");
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.security()).isEqualTo(security);
        assertThat(url.name()).isEqualTo(name);
        assertThat(url.username()).isNull();
        assertThat(url.weight()).isEqualTo(1);
    }

    @Test
    void tierIsThePlaceUnlessSaid() {
        assertThat(ProviderUrl.parse("smtp://h", 3).tier()).isEqualTo(3);
        assertThat(ProviderUrl.parse("smtp://h?tier=0", 3).tier()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "u%40example.com:p, u@example.com, p",
        "u:p%3Aq%2Fr%23s%25, u, p:q/r#s%",
        "u:a:b, u, a:b",
        "u:a+b, u, a+b",
        "u:%C3%BC, u, ü",
    })
    void userAndPasswordArePercentDecoded(String encoded, String user, String password) {
        ProviderUrl url = ProviderUrl.parse("smtp://" + encoded + "@127.0.0.1:2525", 0);
        assertThat(url.username()).isEqualTo(user);
        assertThat(url.password()).isEqualTo(password);
        assertThat(url.host()).isEqualTo("127.0.0.1");
    }

    @Test
    void addressesOfVersionSixStandInBrackets() {
        ProviderUrl url = ProviderUrl.parse("smtp://[::1]:2525?name=six", 0);
        assertThat(url.host()).isEqualTo("::1");
        assertThat(url.port()).isEqualTo(2525);
        assertThat(ProviderUrl.parse("smtp://[::1]?name=six", 0).port()).isEqualTo(25);
    }

    @Test
    void sandboxesHaveOnlyAName() {
        assertThat(ProviderUrl.parse("sandbox://box?weight=4", 1))
                .isEqualTo(new ProviderUrl("box", "sandbox", "", 0, "none", null, null, 1, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "relay.example",
                "http://relay.example",
                "smtp://",
                "smtp://u:hunter2@",
                "smtp://h:0",
                "smtp://h:65536",
                "smtp://h:x",
                "smtp://[::1",
                "smtp://u@h",
                "smtp://u:hunter2@h/path",
                "smtp://u:hunter2@h#x",
                "smtp://u:hunter2%zz@h",
                "smtp://h?tier=x",
                "smtp://h?tier=-1",
                "sandbox://u:hunter2@box",
                "smtp://h?hunter2",
                "smtp://h?password=hunter2",
                "smtp://u:hunter2%0D%0A@h",
                "smtp://:hunter2@h",
                "smtp://h?colour=red",
                "smtp://h?security=magic",
                "smtp://h?name=a%20b",
            })
    void nonsenseIsRefusedWithoutRepeatingThePassword(String text) {
        assertThatThrownBy(() -> ProviderUrl.parse(text, 0))
                .isInstanceOf(UsageError.class)
                .message()
                .doesNotContain("hunter2");
    }

    /// As the API takes tiers and weights.
    @ParameterizedTest
    @CsvSource({"0, 0", "9, 1000"})
    void tierAndWeightAreTakenAsTheApiTakesThem(int tier, int weight) {
        ProviderUrl url = ProviderUrl.parse("smtp://h?tier=" + tier + "&weight=" + weight, 0);
        assertThat(url.tier()).isEqualTo(tier);
        assertThat(url.weight()).isEqualTo(weight);
    }

    @ParameterizedTest
    @CsvSource({
        "smtp://h?tier=77, 'tier must be 0 to 9, not 77; without one it is the place among the options'",
        "smtp://h?tier=-1, 'tier must be a whole number, not ''-1'''",
        "smtp://h?tier=1.5, 'tier must be a whole number, not ''1.5'''",
        "smtp://h?tier=, 'tier must be a whole number, not '''''",
        "smtp://h?tier, tier needs a value: tier=…",
        "smtp://h?tier=1&tier=2, tier is given twice",
        "smtp://h?weight=1001, 'weight must be 0 to 1000, not 1001'",
        "smtp://h?weight=99999999999, 'weight must be a whole number, not ''99999999999'''",
        "smtps://h?security=none, 'smtps:// is TLS; leave security out, or begin with smtp://'",
        "sandbox://box?security=tls, security is for smtp:// alone",
        "sandbox://box:25, 'must be sandbox://name, without user, password and port'",
        "smtp://:p@h, has a password but no user",
        "smtp://u:@h, has a user but no password",
        "smtp://u@h, has a user but no password",
        "smtp://u:a%00b@h, 'has a line break or another control character (%00 to %1F, %7F)'",
        "smtp://h?name=a%20b, 'name must have 1 to 64 of A-Z a-z 0-9 _ -, not ''a b'''",
    })
    void whatIsWrongAndWhereIsSaid(String text, String message) {
        assertThatThrownBy(() -> ProviderUrl.parse(text, 1))
                .isInstanceOf(UsageError.class)
                .hasMessage("--provider number 2: " + message);
    }

    @Test
    void placesBeyondTheLastTierNeedOneThatIsSaid() {
        assertThatThrownBy(() -> ProviderUrl.parse("smtp://h", 10))
                .hasMessageStartingWith("--provider number 11: tier must be 0 to 9, not 10");
        assertThat(ProviderUrl.parse("smtp://h?tier=9", 10).tier()).isEqualTo(9);
    }

    @Test
    void whatIsNoUrlIsAnsweredByOne() {
        assertThatThrownBy(() -> ProviderUrl.parse("smtp://", 1))
                .hasMessageStartingWith("--provider number 2: must be like smtp://user:pass@host");
    }

    @Test
    void passwordIsNotShown() {
        assertThat(ProviderUrl.parse("smtp://u:hunter2@h", 0).toString()).doesNotContain("hunter2");
    }
}
