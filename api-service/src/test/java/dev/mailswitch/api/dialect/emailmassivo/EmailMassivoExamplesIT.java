package dev.mailswitch.api.dialect.emailmassivo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.api.dialect.Examples;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples that EmailMassivo prints. All of them use one idempotency key: each needs a tenant
/// of its own.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class EmailMassivoExamplesIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Tenant tenant;
    private int number;

    @BeforeEach
    void organisation() {
        tenant = Tenant.make();
        number =
                tenant.admin(
                                "{\"name\":\"t\",\"subject\":\"s\",\"html\":\"<p>{{test}} {{test1}}"
                                        + " {{test2}}</p>\"}")
                        .post("/api/v1/templates")
                        .path("number");
    }

    private String run(String file) {
        return Examples.run(
                "emailmassivo/" + file,
                Map.of(
                        "EMAILMASSIVO_URL", Examples.url(),
                        "YOUR_API_KEY", tenant.sendKey(),
                        "SENDER", "hello@" + tenant.domain(),
                        "TEMPLATE_NUMBER", Integer.toString(number)));
    }

    @Test
    void theBodyOfAMailWithItsHtml() throws Exception {
        JsonNode answer = JSON.readTree(run("send.sh"));
        ExternalMails.status(tenant.sendKey(), answer.path("uuid").asText())
                .then()
                .statusCode(200)
                .body("email", equalTo("user@example.com"))
                .body("subject", equalTo("string"));
        // The document prints "string" where addresses belong.
        assertThat(answer.path("additionalRecipients").findValuesAsText("error"))
                .containsExactly(SendView.NO_ADDRESS, SendView.NO_ADDRESS);
        assertThat(answer.has("warning")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"template.php", "template.py", "template-axios.js", "template-fetch.js"})
    void anExampleSendsAMailMadeOfATemplate(String file) throws Exception {
        JsonNode answer = JSON.readTree(run(file));
        tenant.sender()
                .get("/api/v1/emails/" + answer.path("uuid").asText())
                .then()
                .statusCode(200)
                .body("subject", equalTo("string"))
                .body("html", equalTo("<p>string string string</p>"));
    }

    @Test
    void theOneWhoseHeadersAreNoneIsToldWhatTheDocumentSays() {
        assertThat(run("template-without-headers.php"))
                .isEqualTo("{\"message\":\"Invalid API key\"}");
    }
}
