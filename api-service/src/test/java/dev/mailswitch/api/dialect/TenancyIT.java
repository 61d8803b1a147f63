package dev.mailswitch.api.dialect;

import static dev.mailswitch.api.dialect.Belongings.json;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.api.Answers;
import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.api.dialect.fluxomail.EventClient;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.SendId;
import dev.mailswitch.model.id.Uuids;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What one organisation has is, for another that may do everything within its own, as if it were
/// not there: in paths, in queries, in bodies and in lists. Which routes there are is read off
/// `/q/openapi`; a new route, parameter or field that takes an id fails here until somebody says
/// what it points at.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class TenancyIT {

    /// Open to whoever has what stands in the path, and why.
    private static final Map<String, String> PUBLIC =
            Map.of(
                    "/v1/email/{id}", "Flute's mails are read by their secret id, without a key",
                    "/t/o/{token}", "stands in a mail; the token says all",
                    "/t/c/{token}", "stands in a mail; the token says all",
                    "/u/{token}", "stands in a mail; the token says all");

    /// Parameters that point at nothing of anybody's.
    private static final Set<String> NO_POINTERS =
            Set.of(
                    "limit",
                    "offset",
                    "status",
                    "tag",
                    "created_after",
                    "created_before",
                    "action",
                    "kind",
                    "from",
                    "to",
                    "group_by",
                    "interval",
                    "types",
                    "smtpCode",
                    "mtaHost",
                    "domain",
                    "window",
                    "recipient",
                    "email",
                    "If-Match");

    /// Parameters that point at something, and have tests of their own.
    private static final Map<String, String> POINTERS_ELSEWHERE =
            Map.of(
                    "GET /v1/email?id", "open to whoever has the id",
                    "GET /api/v1/events/stream?token", "is a credential, as a key is",
                    "GET /api/v1/events/stream?Last-Event-ID", "aStreamHasOnlyOnesOwn()",
                    "GET /api/v1/events/stream?since", "aStreamHasOnlyOnesOwn()");

    /// Fields of bodies whose name looks as if they pointed at something.
    private static final Pattern POINTING =
            Pattern.compile(
                    "environment|provider|sender|recipients|from_?|fromEmail|sender_email"
                            + "|verified_domains|access_token|.*_ids?|.*[a-z]Ids?|id([A-Z].*)?");

    /// Those of them that do not, and why.
    private static final Map<String, String> POINTING_AT_NOTHING =
            Map.of(
                    "content_id", "names a part of the same mail",
                    "access_token", "is a credential, as a key is",
                    "access_key_id", "names a key at a vendor, of whose account the secret is",
                    "sender_email", "must be of the domain itself",
                    "verified_domains", "is for operators of the installation");

    /// Bodies that no schema describes field by field.
    private static final Set<String> LINES = Set.of("POST /api/v1/suppressions/import");

    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");

    /// What is asked of a route with an id, so that nothing else is wrong with the request.
    private static final Map<String, String> BODIES =
            Map.ofEntries(
                    Map.entry("PATCH /api/v1/api-keys/{id}", "{'active':false}"),
                    Map.entry("PATCH /api/v1/domains/{id}", "{'sender_email':null}"),
                    Map.entry(
                            "PATCH /api/v1/emails/{id}",
                            "{'scheduled_at':'%s'}"
                                    .formatted(Instant.now().plus(Duration.ofDays(2)))),
                    Map.entry("POST /api/v1/emails/{id}/resend", "{'recipients':'all'}"),
                    Map.entry("PATCH /api/v1/environments/{id}", "{'held':true}"),
                    Map.entry("PATCH /api/v1/organisations/{id}", "{'paused':true}"),
                    Map.entry("PATCH /api/v1/policies/{id}", "{'description':'New'}"),
                    Map.entry("PATCH /api/v1/providers/{id}", "{'held':true}"),
                    Map.entry("POST /api/v1/providers/{id}/drill", "{'minutes':5}"),
                    Map.entry("PATCH /api/v1/routes/{id}", "{'weight':3}"),
                    Map.entry("PATCH /api/v1/templates/{id}", "{'subject':'New'}"),
                    Map.entry(
                            "PUT /api/v1/templates/{id}",
                            "{'name':'other','subject':'New','text':'T'}"),
                    Map.entry("POST /api/v1/templates/{id}/preview", "{'vars':{}}"));

    @Inject DataSource database;

    private static Belongings other;
    private static Belongings own;

    private Description description;

    @BeforeEach
    void make() throws SQLException {
        description = new Description(given().get("/q/openapi?format=json").asString());
        if (other == null) {
            other = Belongings.make(2);
            own = Belongings.make(1);
        }
    }

    /// @param ids     of things an organisation has, however they are spelled
    /// @param unknown such ids of nothing
    /// @param inside  whether they belong to an environment and not to the organisation as a whole
    private record Ids(List<String> ids, List<String> unknown, boolean inside) {

        static Ids ofOrganisation(String id) {
            return new Ids(List.of(id), List.of(Belongings.nobody()), false);
        }
    }

    /// What the first variable of a path stands for, by the path up to it.
    private static Map<String, Ids> ids(Belongings of) {
        EmailId unknown = unknownMail();
        return Map.ofEntries(
                Map.entry("/api/v1/api-keys/", Ids.ofOrganisation(of.key())),
                Map.entry("/api/v1/domains/", Ids.ofOrganisation(of.fresh())),
                Map.entry("/api/v1/environments/", Ids.ofOrganisation(of.environment())),
                Map.entry("/api/v1/organisations/", Ids.ofOrganisation(of.organisation())),
                Map.entry("/api/v1/policies/", Ids.ofOrganisation(of.policy())),
                Map.entry("/api/v1/providers/", Ids.ofOrganisation(of.provider())),
                Map.entry("/api/v1/routes/", Ids.ofOrganisation(of.route())),
                Map.entry("/api/v1/suppressions/", Ids.ofOrganisation(of.suppression())),
                Map.entry("/api/v1/templates/", Ids.ofOrganisation(of.template())),
                Map.entry(
                        "/api/v1/sandbox/messages/",
                        new Ids(List.of(of.caught()), List.of(Belongings.nobody()), true)),
                Map.entry(
                        "/api/v1/emails/",
                        new Ids(
                                List.of(
                                        of.waiting().toString(),
                                        of.over().toString(),
                                        of.over().recipient(0).toString(),
                                        new SendId(of.over()).toString(),
                                        of.external()),
                                List.of(unknown.toString(), new SendId(unknown).toString()),
                                true)),
                Map.entry(
                        "/api/v1/sends/",
                        new Ids(
                                List.of(
                                        new SendId(of.over()).toString(),
                                        new SendId(of.waiting()).toString()),
                                List.of(new SendId(unknown).toString()),
                                true)),
                Map.entry(
                        "/api/v1/external-mails/",
                        new Ids(
                                List.of(of.external(), of.over().toString()),
                                List.of(unknown.toString()),
                                true)));
    }

    private static EmailId unknownMail() {
        return unknownMail(Instant.now());
    }

    private static EmailId unknownMail(Instant at) {
        return EmailId.mint(at, new SplittableRandom());
    }

    /// What was answered, as far as it does not change with the time of day.
    private record Seen(int status, String type, String body) {

        static Seen of(Response answer) {
            return new Seen(
                    answer.statusCode(),
                    Objects.requireNonNullElse(answer.contentType(), ""),
                    TIME.matcher(answer.asString()).replaceAll("TIME"));
        }
    }

    private static Seen call(RequestSpecification caller, String route, String path) {
        return call(caller, route, path, BODIES.get(route));
    }

    private static Seen call(
            RequestSpecification caller, String route, String path, String singleQuoted) {
        return sent(
                singleQuoted == null
                        ? caller
                        : caller.contentType("application/json").body(json(singleQuoted)),
                route,
                path);
    }

    private static Seen sent(RequestSpecification request, String route, String path) {
        // Some doors say it again.
        return Seen.of(
                request.header("X-Request-Id", "same")
                        .request(route.substring(0, route.indexOf(' ')), path));
    }

    private static String prefix(String path) {
        return path.substring(0, path.indexOf('{'));
    }

    /// With an id in place of its first variable, and the number 1 in place of any other.
    private static String path(String template, String id) {
        return VARIABLE.matcher(VARIABLE.matcher(template).replaceFirst(id)).replaceAll("1");
    }

    /// Routes with an id in their path that are not public, those that delete last.
    private List<Description.Operation> withIds() {
        return description.operations().stream()
                .filter(operation -> operation.path().contains("{"))
                .filter(operation -> !PUBLIC.containsKey(operation.path()))
                .sorted(Comparator.comparing(operation -> operation.method().equals("delete")))
                .toList();
    }

    @Test
    void whatAnotherHasIsNotThere() throws SQLException {
        // It is used up in the end.
        Belongings mortal = Belongings.make(1);
        Map<String, Ids> theirs = ids(mortal);
        Map<String, String> before = standing(mortal);
        SoftAssertions all = new SoftAssertions();
        for (Description.Operation operation : withIds()) {
            String route = operation.route();
            all.assertThat(theirs).as(route).containsKey(prefix(operation.path()));
            all.assertThat(operation.node().has("requestBody"))
                    .as(route + " has a body here if it takes one")
                    .isEqualTo(BODIES.containsKey(route));
            Ids ids = theirs.get(prefix(operation.path()));
            if (ids == null) {
                continue;
            }
            Set<Seen> unknown = answers(route, operation.path(), ids.unknown(), own.admin());
            for (String id : ids.ids()) {
                Seen answer = call(own.admin(), route, path(operation.path(), id));
                all.assertThat(answer.status())
                        .as("%s of another's %s", route, id)
                        // Organisations are for operators of the installation alone.
                        .isEqualTo(operation.path().contains("/organisations/") ? 403 : 404);
                all.assertThat(unknown).as("%s of another's %s", route, id).contains(answer);
            }
        }
        all.assertThat(standing(mortal)).isEqualTo(before);
        all.assertAll();
        try (Answers worker = Answers.saying("ready", null)) {
            everythingIsThereForItsOwner(mortal);
        }
    }

    private static Set<Seen> answers(
            String route, String template, List<String> ids, RequestSpecification caller) {
        return ids.stream()
                .map(id -> call(given().spec(caller), route, path(template, id)))
                .collect(Collectors.toSet());
    }

    /// Else the others' 404 would say nothing.
    private void everythingIsThereForItsOwner(Belongings owner) {
        Map<String, Ids> theirs = ids(owner);
        SoftAssertions all = new SoftAssertions();
        for (Description.Operation operation : withIds()) {
            String id = theirs.get(prefix(operation.path())).ids().getFirst();
            all.assertThat(
                            call(owner.admin(), operation.route(), path(operation.path(), id))
                                    .status())
                    .as(operation.route() + " of one's own")
                    .isNotIn(400, 404, 405, 415);
        }
        all.assertAll();
    }

    @Test
    void whatBelongsToAnotherEnvironmentIsNotThereForAKeyOfOne() throws SQLException {
        Map<String, Ids> theirs = ids(own);
        Map<String, String> before = standing(own);
        SoftAssertions all = new SoftAssertions();
        for (Description.Operation operation : withIds()) {
            Ids ids = theirs.get(prefix(operation.path()));
            if (ids == null || !ids.inside()) {
                continue;
            }
            String route = operation.route();
            Set<Seen> unknown =
                    answers(route, operation.path(), ids.unknown(), own.elsewhereCalls());
            for (String id : ids.ids()) {
                Seen answer = call(own.elsewhereCalls(), route, path(operation.path(), id));
                all.assertThat(answer.status()).as("%s of %s", route, id).isEqualTo(404);
                all.assertThat(unknown).as("%s of %s", route, id).contains(answer);
            }
        }
        all.assertThat(standing(own)).isEqualTo(before);
        all.assertAll();
    }

    @Test
    void noListHasAnythingOfAnothers() {
        SoftAssertions all = new SoftAssertions();
        for (Description.Operation operation : lists()) {
            String route = operation.route();
            all.assertThat(call(own.admin(), route, operation.path()).body())
                    .as(route)
                    .doesNotContain(other.traces());
            all.assertThat(call(own.elsewhereCalls(), route, operation.path()).body())
                    .as(route + " with a key of another environment")
                    .doesNotContain(own.mails());
        }
        all.assertAll();
        // A list that nobody sees anything in would show nothing of others either.
        for (String list : List.of("emails", "events", "sandbox/messages", "templates")) {
            assertThat(call(own.admin(), "GET list", "/api/v1/" + list).body())
                    .containsAnyOf(own.traces().toArray(String[]::new));
        }
    }

    /// What is read without an id in the path; a stream never ends.
    private List<Description.Operation> lists() {
        return description.operations().stream()
                .filter(operation -> operation.method().equals("get"))
                .filter(operation -> !operation.path().contains("{"))
                .filter(operation -> !operation.path().endsWith("/stream"))
                .toList();
    }

    /// @param unknown such a value that nobody has
    private record Pointer(String theirs, String unknown) {}

    private static Map<String, List<Pointer>> pointers() {
        // Beside it, so that as much lies before and after.
        EmailId unknown = unknownMail(other.waiting().time());
        return Map.of(
                "cursor",
                List.of(
                        new Pointer(
                                Query.cursor(other.waiting().value()),
                                Query.cursor(unknown.value()))),
                "environment",
                List.of(
                        new Pointer(other.environment(), Belongings.nobody()),
                        new Pointer(other.store(), "nobodys")),
                "provider",
                List.of(
                        new Pointer(other.provider(), Belongings.nobody()),
                        new Pointer(other.box(), "nobodys")),
                "key",
                List.of(new Pointer(other.key(), Belongings.nobody())),
                "subject",
                List.of(
                        new Pointer(other.provider(), Belongings.nobody()),
                        new Pointer(other.box(), "nobodys")),
                "since",
                List.of(
                        new Pointer(
                                other.event(),
                                Uuids.floor(Uuids.time(UUID.fromString(other.event())))
                                        .toString())));
    }

    @Test
    void aParameterThatPointsAtSomethingOfAnothersPointsNowhere() {
        Map<String, List<Pointer>> pointers = pointers();
        SoftAssertions all = new SoftAssertions();
        for (Description.Operation operation : description.operations()) {
            for (String name : parameters(operation)) {
                String place = operation.route() + "?" + name;
                if (NO_POINTERS.contains(name)
                        || name.equals("Idempotency-Key")
                        || POINTERS_ELSEWHERE.containsKey(place)
                        || operation.path().contains("{")) {
                    continue;
                }
                all.assertThat(pointers).as(place).containsKey(name);
                for (Pointer pointer : pointers.getOrDefault(name, List.of())) {
                    Seen answer =
                            call(
                                    own.admin().queryParam(name, pointer.theirs()),
                                    operation.route(),
                                    operation.path());
                    all.assertThat(answer)
                            .as(place)
                            .isEqualTo(
                                    call(
                                            own.admin().queryParam(name, pointer.unknown()),
                                            operation.route(),
                                            operation.path()));
                    all.assertThat(answer.body()).as(place).doesNotContain(other.traces());
                }
            }
        }
        all.assertAll();
    }

    private Set<String> parameters(Description.Operation operation) {
        Set<String> names = new TreeSet<>();
        for (JsonNode holder : List.of(operation.item(), operation.node())) {
            for (JsonNode parameter : holder.path("parameters")) {
                JsonNode resolved = description.resolved(parameter);
                if (!resolved.path("in").asText().equals("path")) {
                    names.add(resolved.path("name").asText());
                }
            }
        }
        return names;
    }

    /// A field of a body that points at something.
    ///
    /// @param path   of the caller's own
    /// @param body   of the caller's own, but for the value of the field
    /// @param values what is pointed at, and what nobody has
    private record Reference(
            String route,
            String field,
            Function<Belongings, String> path,
            BiFunction<Belongings, String, String> body,
            Map<Function<Belongings, String>, String> values) {

        static Reference of(
                String route,
                String field,
                BiFunction<Belongings, String, String> body,
                Map<Function<Belongings, String>, String> values) {
            String path = route.substring(route.indexOf(' ') + 1);
            return new Reference(route, field, caller -> path, body, values);
        }

        Reference at(Function<Belongings, String> caller) {
            return new Reference(route, field, caller, body, values);
        }
    }

    private static final Map<Function<Belongings, String>, String> ENVIRONMENTS =
            Map.of(Belongings::environment, Belongings.nobody(), Belongings::store, "nobodys");
    private static final Map<Function<Belongings, String>, String> STORES =
            Map.of(Belongings::store, "nobodys");
    private static final Map<Function<Belongings, String>, String> PROVIDERS =
            Map.of(Belongings::provider, Belongings.nobody(), Belongings::box, "nobodys");
    private static final Map<Function<Belongings, String>, String> TEMPLATES =
            Map.of(
                    Belongings::template,
                    Belongings.nobody(),
                    of -> "note-" + of.tenant().name(),
                    "nobodys");
    private static final Map<Function<Belongings, String>, String> DOMAINS =
            Map.of(Belongings::domain, Belongings.nobody());
    private static final Map<Function<Belongings, String>, String> SENDERS =
            Map.of(Belongings::sender, "store@nobodys.example");

    private static List<Reference> references() {
        List<Reference> all = new ArrayList<>();
        all.addAll(ofSettings());
        for (String path : List.of("", "/validate", "/batch")) {
            all.addAll(ofMails("POST /api/v1/emails" + path));
        }
        for (String path : List.of("/send", "/send-global")) {
            all.addAll(ofSends("POST /api/v1/emails" + path));
        }
        all.addAll(ofExternalMails());
        all.add(
                Reference.of(
                                "POST /api/v1/emails/{id}/resend",
                                "recipients",
                                (own, value) -> "{'recipients':['%s']}".formatted(value),
                                Map.of(
                                        of -> of.over().recipient(0).toString(),
                                        Belongings.nobody()))
                        .at(own -> "/api/v1/emails/%s/resend".formatted(own.over())));
        all.add(
                Reference.of(
                        "POST /v1/email",
                        "environment",
                        (own, value) ->
                                "{'environment':'%s','to':[{'email':'u@example.com'}],"
                                                .formatted(value)
                                        + "'subject':'S','text':'T'}",
                        STORES));
        return all;
    }

    private static List<Reference> ofSettings() {
        List<Reference> all = new ArrayList<>();
        String routes = "POST /api/v1/routes";
        // An environment has one route to a provider.
        String toAnother = "{'%s':'%s','provider_id':'%s'}";
        String fromAnother = "{'environment_id':'%s','%s':'%s'}";
        for (String field : List.of("environment", "environment_id")) {
            all.add(
                    Reference.of(
                            routes,
                            field,
                            (own, value) ->
                                    toAnother.formatted(field, value, own.anotherProvider()),
                            ENVIRONMENTS));
        }
        for (String field : List.of("provider", "provider_id")) {
            all.add(
                    Reference.of(
                            routes,
                            field,
                            (own, value) ->
                                    fromAnother.formatted(own.anotherEnvironment(), field, value),
                            PROVIDERS));
        }
        for (String field : List.of("environment", "environment_id")) {
            all.add(ofRoute(field, ENVIRONMENTS));
        }
        for (String field : List.of("provider", "provider_id")) {
            all.add(ofRoute(field, PROVIDERS));
        }
        String explain = "POST /api/v1/routes/explain";
        all.add(
                Reference.of(
                        explain,
                        "environment",
                        (own, value) ->
                                "{'environment':'%s','to':'user@example.com'}".formatted(value),
                        ENVIRONMENTS));
        all.add(
                Reference.of(
                        explain,
                        "from_",
                        (own, value) ->
                                "{'environment':'%s','from_':'%s','to':'user@example.com'}"
                                        .formatted(own.environment(), value),
                        SENDERS));
        all.add(
                Reference.of(
                        "POST /api/v1/api-keys",
                        "environment",
                        (own, value) -> "{'name':'k','environment':'%s'}".formatted(value),
                        ENVIRONMENTS));
        all.add(
                Reference.of(
                                "PATCH /api/v1/api-keys/{id}",
                                "environment",
                                (own, value) -> "{'environment':'%s'}".formatted(value),
                                ENVIRONMENTS)
                        .at(own -> "/api/v1/api-keys/" + own.key()));
        all.add(
                Reference.of(
                        "POST /api/v1/suppressions",
                        "environment",
                        (own, value) ->
                                "{'email':'%s@example.com','environment':'%s'}"
                                        .formatted(UUID.randomUUID(), value),
                        ENVIRONMENTS));
        all.add(
                Reference.of(
                        "POST /api/v1/suppressions/import",
                        "environment",
                        (own, value) ->
                                "{'email':'%s@example.com','environment':'%s'}"
                                        .formatted(UUID.randomUUID(), value),
                        ENVIRONMENTS));
        all.add(
                Reference.of(
                        "POST /api/v1/environments",
                        "sender",
                        (own, value) ->
                                "{'name':'e%s','sender':'%s'}"
                                        .formatted(
                                                UUID.randomUUID().toString().substring(0, 8),
                                                value),
                        SENDERS));
        all.add(
                Reference.of(
                                "PATCH /api/v1/environments/{id}",
                                "sender",
                                (own, value) -> "{'sender':'%s'}".formatted(value),
                                SENDERS)
                        .at(own -> "/api/v1/environments/" + own.environment()));
        return all;
    }

    private static Reference ofRoute(
            String field, Map<Function<Belongings, String>, String> values) {
        return Reference.of(
                        "PATCH /api/v1/routes/{id}",
                        field,
                        (own, value) -> "{'%s':'%s'}".formatted(field, value),
                        values)
                .at(own -> "/api/v1/routes/" + own.route());
    }

    private static List<Reference> ofMails(String route) {
        Function<String, String> wrapped =
                mail -> route.endsWith("/batch") ? "{'emails':[%s]}".formatted(mail) : mail;
        String rest = "'to':['user@example.com'],'subject':'S','text':'T'}";
        String bare = "'to':['user@example.com']}";
        return List.of(
                Reference.of(
                        route,
                        "environment",
                        (own, value) ->
                                wrapped.apply("{'environment':'%s',".formatted(value) + rest),
                        STORES),
                Reference.of(
                        route,
                        "domain_id",
                        (own, value) -> wrapped.apply("{'domain_id':'%s',".formatted(value) + rest),
                        DOMAINS),
                Reference.of(
                        route,
                        "from_",
                        (own, value) -> wrapped.apply("{'from_':'%s',".formatted(value) + rest),
                        SENDERS),
                Reference.of(
                        route,
                        "template_id",
                        (own, value) ->
                                wrapped.apply("{'template_id':'%s',".formatted(value) + bare),
                        TEMPLATES));
    }

    private static List<Reference> ofSends(String route) {
        String rest = "'to':'user@example.com','subject':'S','content':'C'}";
        return List.of(
                Reference.of(
                        route,
                        "identityId",
                        (own, value) -> "{'identityId':'%s',".formatted(value) + rest,
                        Map.of(
                                Belongings::environment,
                                Belongings.nobody(),
                                Belongings::store,
                                "nobodys",
                                Belongings::domain,
                                Belongings.nobody())),
                Reference.of(
                        route,
                        "fromEmail",
                        (own, value) -> "{'fromEmail':'%s',".formatted(value) + rest,
                        SENDERS),
                Reference.of(
                        route,
                        "templateId",
                        (own, value) ->
                                "{'templateId':'%s','to':'user@example.com'}".formatted(value),
                        TEMPLATES));
    }

    private static List<Reference> ofExternalMails() {
        String sender = "'from':{'email':'%s'},'to':{'email':'user@example.com'}";
        String plain = "POST /api/v1/external-mails/send";
        String templated = "POST /api/v1/external-mails/send-by-template";
        return List.of(
                Reference.of(
                        plain,
                        "from",
                        (own, value) ->
                                ("{'mail':{" + sender + ",'subject':'S','html':'<p>H</p>'}}")
                                        .formatted(value),
                        SENDERS),
                Reference.of(
                        templated,
                        "from",
                        (own, value) ->
                                ("{'mail':{" + sender + ",'idTemplateMailUser':%d}}")
                                        .formatted(value, own.number()),
                        SENDERS),
                Reference.of(
                        templated,
                        "idTemplateMailUser",
                        (own, value) ->
                                ("{'mail':{" + sender + ",'idTemplateMailUser':%s}}")
                                        .formatted(own.sender(), value),
                        Map.of(of -> Integer.toString(of.number()), "999")));
    }

    @Test
    void everyFieldThatPointsAtSomethingIsTriedHere() {
        Set<String> described = new TreeSet<>(LINES.stream().map(r -> r + " environment").toList());
        for (Description.Operation operation : description.operations()) {
            JsonNode body = description.resolved(operation.node().path("requestBody"));
            for (JsonNode content : body.path("content")) {
                Set<String> fields = new HashSet<>();
                collect(content.path("schema"), fields, 0);
                fields.stream()
                        .filter(field -> POINTING.matcher(field).matches())
                        .filter(field -> !POINTING_AT_NOTHING.containsKey(field))
                        .forEach(field -> described.add(operation.route() + " " + field));
            }
            body.path("content")
                    .fieldNames()
                    .forEachRemaining(
                            type -> {
                                if (!type.equals("application/json")
                                        && !PUBLIC.containsKey(operation.path())) {
                                    assertThat(LINES).contains(operation.route());
                                }
                            });
        }
        assertThat(references().stream().map(r -> r.route() + " " + r.field()))
                .containsExactlyInAnyOrderElementsOf(described);
    }

    private void collect(JsonNode given, Set<String> fields, int depth) {
        JsonNode schema = description.resolved(given);
        if (depth > 8) {
            return;
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            fields.add(property.getKey());
            collect(property.getValue(), fields, depth + 1);
        }
        collect(schema.path("items"), fields, depth + 1);
        for (String composition : List.of("allOf", "anyOf", "oneOf")) {
            schema.path(composition).forEach(part -> collect(part, fields, depth + 1));
        }
    }

    @Test
    void whatPointsAtSomethingOfAnothersIsRefusedAsWhatPointsNowhere() throws SQLException {
        Map<String, String> before = standing(other);
        SoftAssertions all = new SoftAssertions();
        for (Reference reference : references()) {
            reference
                    .values()
                    .forEach(
                            (value, unknown) -> {
                                String place = reference.route() + " " + reference.field();
                                Seen answer = pointed(reference, own, value.apply(other));
                                all.assertThat(answer)
                                        .as(place)
                                        .isEqualTo(pointed(reference, own, unknown));
                                all.assertThat(answer.body())
                                        .as(place)
                                        .doesNotContain(other.traces());
                            });
        }
        all.assertThat(standing(other)).isEqualTo(before);
        for (Reference reference : references()) {
            reference
                    .values()
                    .forEach(
                            (value, unknown) ->
                                    all.assertThat(pointed(reference, own, value.apply(own)))
                                            .as(
                                                    "%s %s of one's own",
                                                    reference.route(), reference.field())
                                            .satisfies(TenancyIT::fine)
                                            .isNotEqualTo(pointed(reference, own, unknown)));
        }
        all.assertAll();
    }

    private static void fine(Seen answer) {
        assertThat(answer.status()).as(answer.body()).isNotIn(400, 401, 403, 404, 409);
        assertThat(answer.body()).doesNotContain("{\"status\":4");
    }

    private static Seen pointed(Reference reference, Belongings caller, String value) {
        String body = json(reference.body().apply(caller, value));
        String type =
                LINES.contains(reference.route()) ? "application/x-ndjson" : "application/json";
        return sent(
                caller.admin().contentType(type).body(body.getBytes(UTF_8)),
                reference.route(),
                reference.path().apply(caller));
    }

    @Test
    void anotherEnvironmentIsForAKeyOfOneAsOneThatIsNot() {
        String mail = "{'environment':'%s','to':['user@example.com'],'subject':'S','text':'T'}";
        for (String route : List.of("POST /api/v1/emails", "POST /api/v1/emails/validate")) {
            String path = route.substring(5);
            assertThat(call(own.elsewhereCalls(), route, path, mail.formatted(own.store())))
                    .isEqualTo(call(own.elsewhereCalls(), route, path, mail.formatted("nobodys")))
                    .extracting(Seen::status)
                    .isEqualTo(403);
        }
    }

    @Test
    void anIdempotencyKeyIsEachOrganisationsOwn() {
        String mail = "{'to':['user@example.com'],'subject':'S','text':'T'}";
        Map<Belongings, String> ids = new HashMap<>();
        for (Belongings caller : List.of(other, own)) {
            Response answer =
                    caller.admin()
                            .header("Idempotency-Key", "everybodys")
                            .contentType("application/json")
                            .body(json(mail))
                            .post("/api/v1/emails");
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.header("Idempotency-Replayed")).isNull();
            ids.put(caller, answer.path("id"));
        }
        assertThat(ids.values()).doesNotHaveDuplicates();
    }

    @Test
    void aStreamHasOnlyOnesOwn() throws Exception {
        String mail = "{'to':['user@example.com'],'subject':'S','text':'T'}";
        try (EventClient stream =
                EventClient.open(
                        "/api/v1/events/stream?since=" + other.event(),
                        "Authorization: Bearer " + own.tenant().adminKey(),
                        "Last-Event-ID: " + other.event())) {
            stream.awaitHello();
            for (Belongings caller : List.of(other, own)) {
                assertThat(call(caller.admin(), "POST mail", "/api/v1/emails", mail).status())
                        .isEqualTo(202);
            }
            String last = own.tenant().admin().get("/api/v1/events?limit=1").path("events[0].id");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> stream.events().stream().anyMatch(e -> e.id().equals(last)));
            assertThat(stream.events().toString()).doesNotContain(other.traces());
        }
    }

    /// Every row of an organisation, as a digest a table. When a key was last used is nobody's doing.
    private Map<String, String> standing(Belongings of) throws SQLException {
        Map<String, String> digests = new TreeMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables(statement)) {
                try (ResultSet row =
                        statement.executeQuery(
                                """
                                SELECT count(*) || ' ' || coalesce(md5(string_agg(t, '' ORDER BY t)), '')
                                  FROM (SELECT (to_jsonb(r) - 'last_used_at' - 'last_used_from')::text t
                                          FROM %s r WHERE %s = '%s') t\
                                """
                                        .formatted(
                                                table,
                                                table.equals("organisation")
                                                        ? "id"
                                                        : "organisation_id",
                                                of.organisation()))) {
                    row.next();
                    digests.put(table, row.getString(1));
                }
            }
        }
        assertThat(digests)
                .containsKeys("organisation", "email", "recipient", "provider", "template");
        return digests;
    }

    /// Without the counts of `send-global`: what was counted while all was made comes in late.
    private static List<String> tables(Statement statement) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet row =
                statement.executeQuery(
                        """
                        SELECT DISTINCT c.relname FROM pg_class c
                          JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
                         WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                           AND c.relnamespace = 'public'::regnamespace
                           AND (a.attname = 'organisation_id' OR c.relname = 'organisation')
                           AND c.relname <> 'usage_delta'\
                        """)) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }
}
