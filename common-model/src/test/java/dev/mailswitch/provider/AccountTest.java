package dev.mailswitch.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountTest {

    @Test
    void wordsThatQuoteTheSecretAreShownWithoutIt() {
        Account account = new Account(Map.of(), "re_secret");
        assertThat(account.withoutSecret("the key 're_secret' is wrong: re_secret"))
                .isEqualTo("the key '…' is wrong: …");
        assertThat(account.withoutSecret("the key is wrong")).isEqualTo("the key is wrong");
        assertThat(account).asString().doesNotContain("re_secret");
    }

    @Test
    void anEmptySecretIsNotFoundEverywhere() {
        assertThat(new Account(Map.of(), "").withoutSecret("words")).isEqualTo("words");
    }
}
