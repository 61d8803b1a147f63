package dev.mailswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BootstrapTest {

    @Test
    void keyIsFoundAmongLogLines() {
        String said =
                """
                {"level":"INFO","message":"started"}
                {"organisation_id":"1","environment_id":"2","admin_key":"the-key"}
                {broken
                {"level":"INFO","message":"stopped"}
                """;
        assertThat(Bootstrap.adminKey(said)).contains("the-key");
    }

    @Test
    void noKeyIsNoKey() {
        assertThat(Bootstrap.adminKey("organisation exists\n{\"admin_key\":null}\n")).isEmpty();
    }
}
