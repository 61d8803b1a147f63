package dev.mailswitch.api.dialect;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.mailswitch.api.Answers;
import dev.mailswitch.api.Tenant;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.SendId;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/// One of each that an organisation can have, in an environment of its own beside `main`.
///
/// @param environment its id
/// @param store       its name
/// @param domain      id of a verified one
/// @param sender      address of that domain
/// @param fresh       id of a domain that nothing uses
/// @param key         id of a key
/// @param policy      id of one of its own
/// @param caught      id of what a sandbox kept
/// @param waiting     a mail that is scheduled
/// @param over        a mail that is over
/// @param external    a mail of EmailMassivo's door
/// @param event       id of something that happened to a mail
/// @param elsewhere   a key that may all, in `main` only
record Belongings(
        Tenant tenant,
        String organisation,
        String environment,
        String store,
        String provider,
        String box,
        String route,
        String template,
        int number,
        String domain,
        String sender,
        String fresh,
        String suppression,
        String key,
        String policy,
        String caught,
        EmailId waiting,
        EmailId over,
        String external,
        String event,
        String elsewhere) {

    /// @param templates how many; the last is the one that it has
    static Belongings make(int templates) throws SQLException {
        Tenant tenant = Tenant.make();
        String store = "store-" + tenant.name();
        String box = "box-" + tenant.name();
        String sender = "store@" + tenant.domain();
        String environment =
                made(tenant, "environments", "{'name':'%s','sender':'%s'}", store, sender);
        String provider = made(tenant, "providers", "{'name':'%s','kind':'sandbox'}", box);
        String route =
                made(tenant, "routes", "{'environment':'%s','provider':'%s'}", store, provider);
        Answers.saidBefore(provider, "not_ready", "no word of " + tenant.name());
        for (int i = 1; i < templates; i++) {
            posted(tenant, "/api/v1/templates", "{'name':'%s','subject':'S','text':'T'}", i);
        }
        Response template =
                posted(
                        tenant,
                        "/api/v1/templates",
                        "{'name':'note-%s','subject':'S','html':'<p>H</p>'}",
                        tenant.name());
        EmailId waiting =
                EmailId.parse(
                        posted(
                                        tenant,
                                        "/api/v1/emails",
                                        "{'to':['user@example.com'],'subject':'S','text':'T',"
                                                + "'environment':'%s','scheduled_at':'%s'}",
                                        store,
                                        Instant.now().plus(Duration.ofDays(1)))
                                .path("id"));
        EmailId over =
                SendId.parse(
                                posted(
                                                tenant,
                                                "/api/v1/emails/send",
                                                "{'to':'suppressed@sandbox.test','subject':'S',"
                                                        + "'content':'C','identityId':'%s'}",
                                                store)
                                        .path("sendId"))
                        .mail();
        String there =
                posted(tenant, "/api/v1/api-keys", "{'name':'t','environment':'%s'}", store)
                        .path("key");
        String external =
                given().header("X-Api-Key", there)
                        .contentType("application/json")
                        .body(
                                json(
                                        "{'mail':{'to':{'email':'user@example.com'},'from':"
                                                + "{'email':'%s'},'subject':'S','html':'<p>H</p>'}}",
                                        sender))
                        .post("/api/v1/external-mails/send")
                        .path("uuid");
        Tenant.sql(
                """
                INSERT INTO sandbox_message
                       (organisation_id, environment_id, provider_id, email_id, pos, attempt,
                        recipient, raw)
                SELECT e.organisation_id, e.environment_id, '%s', e.id, 0, 1, 'user@example.com',
                       'Subject: x'
                  FROM email e WHERE e.id = '%s'\
                """
                        .formatted(provider, over));
        return new Belongings(
                tenant,
                tenant.admin().get("/api/v1/organisation").path("id"),
                environment,
                store,
                provider,
                box,
                route,
                template.path("id"),
                template.path("number"),
                tenant.admin().get("/api/v1/domains").path("data[0].id"),
                sender,
                made(tenant, "domains", "{'name':'fresh.%s'}", tenant.domain()),
                made(tenant, "suppressions", "{'email':'gone@example.com'}"),
                made(tenant, "api-keys", "{'name':'k'}"),
                made(
                        tenant,
                        "policies",
                        "{'key':'own','lane':'transactional','time_to_live':3600}"),
                tenant.admin().get("/api/v1/sandbox/messages").path("data[0].id"),
                waiting,
                over,
                external,
                event(tenant),
                posted(
                                tenant,
                                "/api/v1/api-keys",
                                "{'name':'e','environment':'main','scopes':['admin']}")
                        .path("key"));
    }

    /// It is shown once everything before it is committed.
    private static String event(Tenant tenant) {
        return await().until(
                        () -> tenant.admin().get("/api/v1/events").path("events[0].id"),
                        Objects::nonNull);
    }

    /// What an answer to somebody else must not have in it.
    List<String> traces() {
        return Stream.concat(
                        Stream.of(
                                organisation,
                                environment,
                                provider,
                                route,
                                template,
                                domain,
                                fresh,
                                suppression,
                                key,
                                policy,
                                event,
                                // Stands in its domain, its store and its box too.
                                tenant.name()),
                        mails().stream())
                .toList();
    }

    /// What an answer to a key of another environment must not have in it.
    List<String> mails() {
        return List.of(
                caught,
                waiting.toString(),
                over.toString(),
                external,
                new SendId(waiting).toString(),
                new SendId(over).toString());
    }

    /// A request of one who may everything.
    RequestSpecification admin() {
        return tenant.admin().header("If-Match", "*");
    }

    /// A request with a key that is bound to `main`.
    RequestSpecification elsewhereCalls() {
        return given().header("X-Api-Key", elsewhere).header("If-Match", "*");
    }

    /// Id of a new provider.
    String anotherProvider() {
        return made(tenant, "providers", "{'name':'%s','kind':'sandbox'}", nobody());
    }

    /// Id of a new environment.
    String anotherEnvironment() {
        return made(tenant, "environments", "{'name':'%s','sender':'%s'}", nobody(), sender);
    }

    /// A text with single quotes for double ones.
    static String json(String text, Object... values) {
        return text.replace('\'', '"').formatted(values);
    }

    private static String made(Tenant tenant, String collection, String body, Object... values) {
        return posted(tenant, "/api/v1/" + collection, body, values).path("id");
    }

    private static Response posted(Tenant tenant, String path, String body, Object... values) {
        Response answer = tenant.admin(json(body, values)).post(path);
        if (answer.statusCode() >= 300) {
            throw new AssertionError(path + ": " + answer.asString());
        }
        return answer;
    }

    /// An id that nobody has.
    static String nobody() {
        return UUID.randomUUID().toString();
    }
}
