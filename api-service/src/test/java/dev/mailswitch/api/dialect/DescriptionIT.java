package dev.mailswitch.api.dialect;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the service says about itself: its OpenAPI document and the labels of its meters.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class DescriptionIT {

    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");

    @Inject MeterRegistry meters;
    @Inject Routes routes;

    private Description description;

    @BeforeEach
    void read() {
        description =
                new Description(
                        given().get("/q/openapi?format=json")
                                .then()
                                .statusCode(200)
                                .extract()
                                .asString());
    }

    @Test
    void itSaysWhatItIsAndWhereItIsServed() {
        JsonNode document = description.document();
        assertThat(document.at("/info/title").asText()).isEqualTo("Mailswitch");
        assertThat(document.at("/servers/0/url").asText()).isEqualTo("/");
        assertThat(document.at("/security")).hasSize(3);
    }

    @Test
    void whatIsServedIsDescribedAndNothingElse() {
        assertThat(
                        description.operations().stream()
                                .map(Description.Operation::route)
                                .map(DescriptionIT::nameless))
                .containsExactlyInAnyOrderElementsOf(
                        routes.all().stream().map(DescriptionIT::nameless).distinct().toList());
    }

    /// Variables may have names of their own and patterns.
    private static String nameless(String route) {
        return VARIABLE.matcher(route).replaceAll("{}");
    }

    @Test
    void everyRouteSaysWhatItIsForAndWhatItAnswers() {
        Set<String> tags =
                new HashSet<>(description.document().path("tags").findValuesAsText("name"));
        Set<String> ids = new HashSet<>();
        SoftAssertions all = new SoftAssertions();
        for (Description.Operation operation : description.operations()) {
            JsonNode node = operation.node();
            String route = operation.route();
            String id = node.path("operationId").asText();
            all.assertThat(id).as(route + " operationId").isNotEmpty();
            all.assertThat(ids.add(id)).as(route + " has an operationId of its own").isTrue();
            all.assertThat(node.path("summary").asText()).as(route + " summary").isNotEmpty();
            all.assertThat(tags).as(route).contains(node.path("tags").path(0).asText());
            all.assertThat(node.path("responses").properties())
                    .as(route + " answers")
                    .extracting(Map.Entry::getKey)
                    .anyMatch(status -> status.matches("[23]\\d\\d"))
                    .anyMatch(status -> status.matches("[45]\\d\\d|default"));
            all.assertThat(node.path("description").asText()).as(route + " in words").isNotEmpty();
            all.assertThat(node.path("responses").has("500")).as(route + " may fail").isTrue();
            if (node.has("requestBody")) {
                all.assertThat(node.path("responses").properties())
                        .as(route + " may be sent too slowly, or too much")
                        .extracting(Map.Entry::getKey)
                        .contains("408", "413");
            }
            Matcher variable = VARIABLE.matcher(operation.path());
            while (variable.find()) {
                all.assertThat(pathParameters(operation)).as(route).contains(variable.group(1));
            }
        }
        all.assertAll();
    }

    private Set<String> pathParameters(Description.Operation operation) {
        Set<String> names = new HashSet<>();
        for (JsonNode holder : List.of(operation.item(), operation.node())) {
            for (JsonNode parameter : holder.path("parameters")) {
                JsonNode resolved = description.resolved(parameter);
                if (resolved.path("in").asText().equals("path")) {
                    names.add(resolved.path("name").asText());
                }
            }
        }
        return names;
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references =
                description.document().findValues("$ref").stream()
                        .map(JsonNode::asText)
                        .distinct()
                        .toList();
        assertThat(references)
                .contains("#/components/schemas/EmailRequest", "#/components/schemas/Provider")
                .allSatisfy(
                        reference ->
                                assertThat(description.document().at(reference.substring(1)))
                                        .isNotEmpty());
    }

    @Test
    void everySchemeOfSecurityIsThere() {
        JsonNode schemes = description.document().path("components").path("securitySchemes");
        List<JsonNode> demands = description.document().findValues("security");
        assertThat(demands).isNotEmpty();
        for (JsonNode demand : demands) {
            for (JsonNode alternative : demand) {
                assertThat(alternative.fieldNames()).toIterable().allMatch(schemes::has);
            }
        }
    }

    @Test
    void everyExampleFitsItsSchema() {
        List<Description.Example> examples = description.examples();
        assertThat(examples).hasSizeGreaterThan(80);
        SoftAssertions all = new SoftAssertions();
        for (Description.Example example : examples) {
            all.assertThat(description.faults(example.schema(), example.value()))
                    .as(example.place())
                    .isEmpty();
        }
        all.assertAll();
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
