package dev.mailswitch.api.dialect.flute;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.api.dialect.Examples;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples that Flute prints. They do not agree on where the key stands, and all of them work.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class FluteExamplesIT {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static @Nullable Tenant shared;
    private Tenant tenant;

    @BeforeEach
    void organisation() {
        // Not before all: the port is known only now.
        if (shared == null) {
            shared = Tenant.make();
            shared.provide("main");
        }
        tenant = shared;
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic.sh", "basic.py", "basic.js"})
    void anExampleSendsAMail(String file) {
        String printed =
                Examples.run(
                        "flute/" + file,
                        Map.of(
                                "FLUTE_URL", Examples.url(),
                                "MY_ENV_NAME", "main",
                                "MY_ENV_ACCESS_TOKEN", tenant.sendKey()));
        assertThat(printed).contains("success");
        Matcher id = ID.matcher(printed);
        assertThat(id.find()).as(printed).isTrue();
        given().get("/v1/email/" + id.group())
                .then()
                .statusCode(200)
                .body("data.subject", equalTo("rumi says"))
                .body("data.recipients.email", contains("y***@example.com"));
    }
}
