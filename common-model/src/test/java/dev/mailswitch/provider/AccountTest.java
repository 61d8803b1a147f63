package dev.mailswitch.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {

    @Test
    void wordsThatQuoteTheSecretAreShownWithoutIt() {
        Account account = new Account(Map.of(), "re_secret");
        HttpCall call = HttpCall.get(URI.create("https://vendor.test/"));
        assertThat(said(account, call, "the key 're_secret' is wrong: re_secret"))
                .isEqualTo("the key '…' is wrong: …");
        assertThat(said(account, call.basic("api", "re_secret"), "not Basic YXBpOnJlX3NlY3JldA=="))
                .isEqualTo("not Basic …");
        assertThat(said(account, call.bearer("re_secret"), "the key is wrong"))
                .isEqualTo("the key is wrong");
        assertThat(account).asString().doesNotContain("re_secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k"})
    void aSecretOfNoLengthIsNotFoundEverywhere(String secret) {
        HttpCall call = HttpCall.get(URI.create("https://vendor.test/")).bearer(secret);
        assertThat(said(new Account(Map.of(), secret), call, "a key")).isEqualTo("a key");
    }

    private static String said(Account account, HttpCall call, String words) {
        return account.discreet(call, new HttpAnswer(401, Map.of(), words)).body();
    }
}
