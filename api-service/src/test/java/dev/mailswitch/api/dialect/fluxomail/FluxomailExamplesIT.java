package dev.mailswitch.api.dialect.fluxomail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.mailswitch.api.Courier;
import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.api.dialect.Examples;
import dev.mailswitch.model.id.ProviderId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples that Fluxomail prints, in its guide and at its second path.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class FluxomailExamplesIT {

    @ParameterizedTest
    @CsvSource({
        "send.sh, Welcome, true",
        "send-global.sh, Hello, true",
        "send-global.py, Hello, true",
        // It prints nothing.
        "send-global.mjs, Hello, false"
    })
    void anExampleSendsAMail(String file, String subject, boolean prints) throws Exception {
        Tenant tenant = Tenant.make();
        try (Courier courier = new Courier(new ProviderId(UUID.randomUUID()))) {
            String printed =
                    Examples.run(
                            "fluxomail/" + file,
                            Map.of(
                                    "BASE", Examples.url(),
                                    "API_KEY", tenant.sendKey(),
                                    "FLUXOMAIL_API_KEY", tenant.sendKey()));
            if (prints) {
                assertThat(printed).contains("sends_").contains("sent");
            }
        }
        tenant.sender()
                .get("/api/v1/emails")
                .then()
                .body("data.subject", contains(subject))
                .body("data[0].to", contains("user@example.com"))
                .body("data[0].status", equalTo("sent"));
    }
}
