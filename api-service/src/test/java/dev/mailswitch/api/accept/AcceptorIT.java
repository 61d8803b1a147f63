package dev.mailswitch.api.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.Tenant;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.model.id.ApiKeyId;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What doors ask of accept that the native one does not show.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class AcceptorIT {

    private static final String DOOR = "test";

    @Inject DataSource database;
    @Inject Acceptor acceptor;

    private Tenant tenant;
    private Caller caller;

    @BeforeEach
    void tenant() throws SQLException {
        tenant = Tenant.make();
        caller =
                new Caller(
                        organisation(tenant),
                        null,
                        null,
                        new ApiKeyId(UUID.randomUUID()),
                        Set.of(),
                        null);
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

    private static Submission mail(Matter matter) {
        return Submission.of(
                DOOR, Envelope.to(List.of(Address.parse("Ann <ann@example.com>"))), matter);
    }

    private Response template(String subject, String text) {
        return tenant.admin(
                        "{\"name\":\"welcome\",\"subject\":\"%s\",\"text\":\"%s\"}"
                                .formatted(subject, text))
                .post("/api/v1/templates");
    }

    private static Matter numbered(int number, String vars) {
        return new Matter.Templated(new TemplateRef.Number(number), null, vars, null);
    }

    private Answer.Accepted accepted(Submission mail) {
        Answer answer = acceptor.accept(caller, mail);
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
        return (Answer.Accepted) answer;
    }

    private Refusal refused(Submission mail) {
        Answer answer = acceptor.accept(caller, mail);
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused) answer).refusal();
    }

    @Test
    void aTemplateIsTakenByItsNumberAndAMailMayBringItsOwnSubject() {
        int number = template("Hi {{name}}", "Dear {{name}}, {{price}}").path("number");
        var own =
                new Matter.Templated(
                        new TemplateRef.Number(number),
                        "Not {{rendered}}",
                        "{\"name\":\"Ann\",\"price\":19.90}",
                        "Look inside");
        var content = accepted(mail(own)).mail().content();
        assertThat(content.subject()).isEqualTo("Not {{rendered}}");
        assertThat(content.text()).isEqualTo("Dear Ann, 19.9");
        assertThat(content.tracking().preheader()).isEqualTo("Look inside");
        var named =
                new Matter.Templated(
                        new TemplateRef.IdOrName("welcome"),
                        null,
                        "{\"name\":\"Ann\",\"price\":\"19.90\"}",
                        null);
        assertThat(accepted(mail(named)).mail().content().subject()).isEqualTo("Hi Ann");
    }

    @Test
    void whatATemplateLacksIsSaidByName() {
        int number = template("Hi {{name}}", "{{#each items}}{{price}}{{/each}}").path("number");
        assertThat(refused(mail(numbered(number, "{\"items\":[{}]}"))))
                .isEqualTo(
                        new Refusal.TemplateNotRendered(
                                List.of("items[].price", "name"),
                                "the template needs items[].price, name"));
        assertThat(refused(mail(numbered(number, "{\"items\":[],\"name\":\"a\\nBcc: b\"}"))))
                .isInstanceOfSatisfying(
                        Refusal.TemplateNotRendered.class,
                        not -> {
                            assertThat(not.missing()).isEmpty();
                            assertThat(not.words()).contains("line breaks");
                        });
        assertThat(refused(mail(numbered(number + 1, "{}"))))
                .isEqualTo(new Refusal.TemplateUnknown());
    }

    @Test
    void aRepetitionIsAnsweredThoughItsTemplateIsGone() {
        Response made = template("Hi {{name}}", "Dear {{name}}");
        Submission keyed =
                mail(numbered(made.path("number"), "{\"name\":\"Ann\"}")).with(new Once.Key("k"));
        EmailId first = accepted(keyed).mail().id();
        tenant.admin("{\"subject\":\"Bye {{nobody}}\"}")
                .header("If-Match", "*")
                .patch("/api/v1/templates/" + made.path("id"))
                .then()
                .statusCode(200);
        Answer.Accepted again = accepted(keyed);
        assertThat(again.mail().id()).isEqualTo(first);
        assertThat(again.replayed()).isTrue();
        assertThat(again.mail().content().subject()).isEqualTo("Hi Ann");
        tenant.admin("{\"archived\":true}")
                .header("If-Match", "*")
                .patch("/api/v1/templates/" + made.path("id"))
                .then()
                .statusCode(200);
        assertThat(accepted(keyed).mail().id()).isEqualTo(first);
        assertThat(refused(keyed.with(Once.NEVER))).isEqualTo(new Refusal.TemplateArchived());
    }

    @Test
    void theSameContentWithinAnHourIsOneMail() throws SQLException {
        Submission mail = mail(new Matter.Written("s", "<p>h</p>", null)).with(new Once.Content());
        EmailId first = accepted(mail).mail().id();
        Answer.Accepted again = accepted(mail.with(new Labels(List.of("a-tag"), null)));
        assertThat(again.replayed()).isTrue();
        assertThat(again.mail().id()).isEqualTo(first);
        for (Submission other :
                List.of(
                        mail.with(new Once.KeyAndContent("k")),
                        mail(new Matter.Written("s2", "<p>h</p>", null)).with(new Once.Content()),
                        mail(new Matter.Written("s", "<p>h2</p>", null)).with(new Once.Content()),
                        mail(new Matter.Written("s", "<p>h</p>", "t")).with(new Once.Content()),
                        mail.with(Once.NEVER))) {
            assertThat(accepted(other).replayed()).isFalse();
        }
        Tenant.sql(
                "UPDATE idempotency SET made_at = made_at - interval '61 minutes' WHERE email_id = '"
                        + first
                        + "'");
        Answer.Accepted later = accepted(mail);
        assertThat(later.replayed()).isFalse();
        assertThat(later.mail().id()).isNotEqualTo(first);
        assertThat(accepted(mail).mail().id()).isEqualTo(later.mail().id());
    }

    @Test
    void underAKeyTheContentBelongsToIt() {
        Submission mail =
                mail(new Matter.Written("s", "<p>h</p>", null)).with(new Once.KeyAndContent("k"));
        EmailId first = accepted(mail).mail().id();
        assertThat(accepted(mail.with(new Labels(List.of("a-tag"), null))).mail().id())
                .isEqualTo(first);
        assertThat(accepted(mail.with(new Once.KeyAndContent("k2"))).replayed()).isFalse();
        Submission other =
                mail(new Matter.Written("s", "<p>x</p>", null)).with(new Once.KeyAndContent("k"));
        assertThat(accepted(other).replayed()).isFalse();
        assertThat(accepted(other).replayed()).isTrue();
    }

    @Test
    void aTwinIsAnsweredThoughItWouldBeRefusedToday() throws SQLException {
        Submission mail =
                mail(new Matter.Written("s", "<p>h</p>", null))
                        .with(new Once.Content())
                        .with(Choices.STANDARD.onSuppressed(OnSuppressed.REFUSE_IF_FIRST));
        EmailId first = accepted(mail).mail().id();
        tenant.admin("{\"email\":\"ann@example.com\"}")
                .post("/api/v1/suppressions")
                .then()
                .statusCode(201);
        assertThat(accepted(mail).mail().id()).isEqualTo(first);
        Tenant.sql(
                "UPDATE idempotency SET made_at = made_at - interval '61 minutes' WHERE email_id = '"
                        + first
                        + "'");
        assertThat(refused(mail)).isInstanceOf(Refusal.OnSuppressionList.class);
    }
}
