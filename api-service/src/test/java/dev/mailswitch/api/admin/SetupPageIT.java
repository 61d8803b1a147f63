package dev.mailswitch.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.api.dialect.Examples;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the page about setting up tells its reader to type does what it says.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class SetupPageIT {

    /// An answer that is no success ends the script, and is printed.
    private static final String STRICT =
            """
            set -eu
            curl() { command curl --fail-with-body "$@" && echo; }
            """;

    @TempDir Path directory;

    @Test
    void fiveCallsLeadFromTheAdminKeyToAMail() throws IOException {
        Tenant tenant = Tenant.make();
        String typed =
                SetupPage.read()
                        .typed("From the admin key to the first mail")
                        .replace(". deploy/local/.data/env\n", "")
                        .replace("demo.mailswitch.test", tenant.domain());
        assertThat(typed.split("curl ", -1)).as("five calls, and one to look").hasSize(7);

        assertThat(run(tenant, typed)).contains("\"status\":\"queued\"");
        tenant.admin()
                .get("/api/v1/routes?environment=orders")
                .then()
                .body("data.provider", contains("relay"));
        tenant.admin()
                .get("/api/v1/emails?environment=orders")
                .then()
                .body("data.subject", contains("Your order"));
    }

    @Test
    void aListOfSuppressionsTravels() throws IOException {
        Tenant tenant = Tenant.make();
        String typed =
                SetupPage.read()
                        .typed("Suppressions")
                        .replace(
                                "suppressions.ndjson",
                                directory.resolve("suppressions.ndjson").toString());

        assertThat(run(tenant, typed))
                .contains("ann@example.com")
                .contains("{\"added\":0,\"present\":1}");
    }

    private String run(Tenant tenant, String typed) throws IOException {
        Path script = directory.resolve("typed.sh");
        Files.writeString(script, STRICT + typed + "\n");
        return Examples.run(
                script.toString(),
                Map.of(
                        "MAILSWITCH_URL", Examples.url(),
                        "MAILSWITCH_ADMIN_KEY", tenant.adminKey()));
    }
}
