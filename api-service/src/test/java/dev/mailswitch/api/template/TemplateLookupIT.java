package dev.mailswitch.api.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.api.template.language.Rendering;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.TemplateId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// What doors find of what management wrote.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class TemplateLookupIT {

    private static final String PATH = "/api/v1/templates";

    @Inject DataSource database;
    @Inject Templates templates;

    private static Response made(Tenant tenant) {
        Response made =
                tenant.admin(
                                """
                                {"name":"welcome","subject":"Hi {{name}}","text":"{{name}}"}\
                                """)
                        .post(PATH);
        made.then().statusCode(201);
        return made;
    }

    private static Response patch(Tenant tenant, TemplateId id, String body) {
        return tenant.admin(body).header("If-Match", "*").patch(PATH + "/" + id);
    }

    @Test
    void aTemplateIsFoundByAnyOfItsNamesAndItsNewContentAtOnce() throws SQLException {
        Tenant tenant = Tenant.make();
        Response made = made(tenant);
        OrganisationId organisation = organisation(tenant);
        TemplateId id = TemplateId.parse(made.path("id"));
        int number = made.path("number");
        for (Lookup lookup :
                List.of(
                        templates.find(organisation, id),
                        templates.byName(organisation, "welcome"),
                        templates.byIdOrName(organisation, "welcome"),
                        templates.byIdOrName(organisation, id.toString()),
                        templates.byNumber(organisation, number))) {
            assertThat(subject(lookup)).isEqualTo("Hi Ann");
        }
        patch(tenant, id, "{\"subject\":\"Dear {{name}}\"}").then().statusCode(200);
        assertThat(subject(templates.byNumber(organisation, number))).isEqualTo("Dear Ann");
        patch(tenant, id, "{\"archived\":true}")
                .then()
                .statusCode(200)
                .body("archived", equalTo(true))
                .body("version", equalTo(2));
        assertThat(templates.byName(organisation, "welcome")).isEqualTo(new Lookup.Archived());
        patch(tenant, id, "{\"archived\":false}").then().body("archived", equalTo(false));
        assertThat(subject(templates.byName(organisation, "welcome"))).isEqualTo("Dear Ann");
        tenant.admin().header("If-Match", "*").delete(PATH + "/" + id).then().statusCode(204);
        assertThat(templates.find(organisation, id)).isEqualTo(new Lookup.Unknown());
    }

    @Test
    void othersFindNothing() throws SQLException {
        Response made = made(Tenant.make());
        OrganisationId other = organisation(Tenant.make());
        TemplateId id = TemplateId.parse(made.path("id"));
        assertThat(
                        List.of(
                                templates.find(other, id),
                                templates.byIdOrName(other, id.toString()),
                                templates.byName(other, "welcome"),
                                templates.byName(other, "a\0b"),
                                templates.byNumber(other, 1)))
                .containsOnly(new Lookup.Unknown());
    }

    private static String subject(Lookup lookup) {
        assertThat(lookup).isInstanceOf(Lookup.Found.class);
        Map<String, JsonNode> variables = Map.of("name", TextNode.valueOf("Ann"));
        Rendering rendering = ((Lookup.Found) lookup).template().render(variables);
        assertThat(rendering).isInstanceOf(Rendering.Rendered.class);
        return ((Rendering.Rendered) rendering).subject();
    }

    @Test
    void aVersionIsNeverChanged() throws SQLException {
        String id = made(Tenant.make()).path("id");
        try (Connection connection = database.getConnection();
                var statement =
                        connection.prepareStatement(
                                "UPDATE template_version SET subject = 'x' WHERE template_id ="
                                        + " ?")) {
            statement.setObject(1, UUID.fromString(id));
            assertThatThrownBy(statement::executeUpdate).hasMessageContaining("never changed");
        }
    }

    private OrganisationId organisation(Tenant of) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement =
                        connection.prepareStatement("SELECT id FROM organisation WHERE name = ?")) {
            statement.setString(1, of.name());
            try (var row = statement.executeQuery()) {
                row.next();
                return new OrganisationId(row.getObject(1, UUID.class));
            }
        }
    }
}
