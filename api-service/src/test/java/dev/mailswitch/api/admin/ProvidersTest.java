package dev.mailswitch.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    @Test
    void aRequestDoesNotShowItsSecret() {
        Providers.Request request =
                new Providers.Request(
                        "relay",
                        "smtp",
                        Map.of("password", new TextNode("hunter2")),
                        "hunter2",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
        assertThat(request.toString()).contains("relay", "smtp").doesNotContain("hunter2");
    }
}
