package dev.mailswitch.api.dialect;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What the service says about itself: its OpenAPI document and the labels of its meters.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class DescriptionIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject MeterRegistry meters;

    @Test
    void theDoorsAreDescribedByTheirOwnFiles() throws Exception {
        JsonNode document =
                JSON.readTree(
                        given().get("/q/openapi?format=json")
                                .then()
                                .statusCode(200)
                                .extract()
                                .asString());
        JsonNode send = document.at("/paths/~1api~1v1~1emails/post");
        assertThat(send.at("/requestBody/content/application~1json/schema/$ref").asText())
                .isEqualTo("#/components/schemas/EmailRequest");
        assertThat(send.at("/requestBody/content/application~1json/examples/receipt").isObject())
                .isTrue();
        assertThat(document.at("/paths").has("/api/v1/emails/batch")).isTrue();
        // What no file describes is there by its annotations.
        assertThat(document.at("/paths").has("/api/v1/api-keys")).isTrue();
        for (JsonNode reference : document.findValues("$ref")) {
            String pointer = reference.asText();
            assertThat(document.at(pointer.substring(1)).isMissingNode()).as(pointer).isFalse();
        }
    }

    @Test
    void everyRouteOfTheDoorIsDescribed() {
        JsonNode described = described();
        for (String route :
                List.of(
                        "get /api/v1/emails",
                        "post /api/v1/emails",
                        "post /api/v1/emails/batch",
                        "get /api/v1/emails/{id}",
                        "patch /api/v1/emails/{id}",
                        "post /api/v1/emails/{id}/cancel",
                        "get /api/v1/emails/{id}/events")) {
            String[] parts = route.split(" ");
            assertThat(described.path(parts[1]).path(parts[0]).path("operationId").asText())
                    .as(route)
                    .isNotEmpty();
        }
    }

    private static JsonNode described() {
        try {
            return JSON.readTree(given().get("/q/openapi?format=json").asString()).path("paths");
        } catch (com.fasterxml.jackson.core.JsonProcessingException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void metersHaveOneSeriesARoute() {
        Tenant tenant = Tenant.make();
        String id = tenant.send(Tenant.mail(Map.of())).path("id");
        tenant.sender().get("/api/v1/emails/" + id).then().statusCode(200);
        tenant.sender().delete("/api/v1/emails/" + id).then().statusCode(405);
        Awaitility.await()
                .untilAsserted(
                        () -> {
                            assertThat(uris()).contains("/api/v1/emails/{id}");
                            assertThat(uris()).noneMatch(uri -> uri.contains(id));
                        });
    }

    private List<String> uris() {
        return meters.find("http.server.requests").timers().stream()
                .map(timer -> String.valueOf(timer.getId().getTag("uri")))
                .toList();
    }
}
