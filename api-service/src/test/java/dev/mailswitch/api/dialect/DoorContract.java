package dev.mailswitch.api.dialect;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.Tenant;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every door keeps, in its own words and shapes. A door's test extends this, says where the
/// door is and what its answers look like, and has no test of its own for any of it.
public abstract class DoorContract {

    /// A call that names one mail.
    ///
    /// @param path with `{id}` in it
    /// @param body or null for none
    public record Call(String method, String path, @Nullable String body) {}

    private static @Nullable Tenant shared;
    private Tenant tenant;

    /// Where mails are posted.
    protected abstract String path();

    /// Bytes a body may have there.
    protected abstract int limit();

    protected abstract int acceptedStatus();

    /// A body that is accepted; the same at every call.
    protected abstract String mail();

    /// Bodies whose types are not those documented.
    protected abstract List<String> wrongTypes();

    /// Bodies with a line break, in JSON, in everything that becomes a header.
    protected abstract List<String> injections();

    /// The id in an answer.
    protected abstract String id(Response accepted);

    protected abstract List<Call> callsWithId();

    /// That it is an error in the door's shape.
    protected abstract void assertRefused(Response answer);

    protected int badKeyStatus() {
        return 401;
    }

    protected int noKeyStatus() {
        return 401;
    }

    protected int missingScopeStatus() {
        return 403;
    }

    /// Whether whoever has a mail's id may read it.
    protected boolean idsOpenWithoutKey() {
        return false;
    }

    protected RequestSpecification by(String key) {
        return given().header("Authorization", "Bearer " + key).contentType("application/json");
    }

    protected Tenant tenant() {
        return tenant;
    }

    @BeforeEach
    void organisation() {
        // Not before all: the port is known only now.
        if (shared == null) {
            shared = Tenant.make();
            // Some doors refuse what nobody could send.
            shared.provide("main");
        }
        tenant = shared;
    }

    private Response post(String body) {
        return by(tenant.sendKey()).body(body).post(path());
    }

    private void refused(int status, Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
        assertRefused(answer);
    }

    @Test
    void keysThatAreNoneDoNotOpenTheDoor() {
        refused(noKeyStatus(), given().contentType("application/json").body(mail()).post(path()));
        String key = tenant.sendKey();
        for (String bad :
                List.of(
                        "x",
                        key.substring(0, key.length() - 3) + "AAA",
                        key.replace('.', '-'),
                        "x".repeat(3_000))) {
            refused(badKeyStatus(), by(bad).body(mail()).post(path()));
        }
    }

    @Test
    void aKeyWithoutTheScopeDoesNotOpenTheDoor() {
        String key =
                tenant.admin("{\"name\":\"narrow\",\"scopes\":[\"templates\"]}")
                        .post("/api/v1/api-keys")
                        .path("key");
        refused(missingScopeStatus(), by(key).body(mail()).post(path()));
    }

    @Test
    void whatIsNoJsonIsRefused() {
        for (byte[] body :
                List.of(
                        "{".getBytes(StandardCharsets.UTF_8),
                        "[]".getBytes(StandardCharsets.UTF_8),
                        "null".getBytes(StandardCharsets.UTF_8),
                        (mail() + "{}").getBytes(StandardCharsets.UTF_8),
                        new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'},
                        new byte[] {0, '{', 0, '}'})) {
            refused(400, by(tenant.sendKey()).body(body).post(path()));
        }
    }

    @Test
    void wrongTypesAreRefused() {
        for (String body : wrongTypes()) {
            refused(400, post(body));
        }
    }

    @Test
    void lineBreaksGetIntoNoHeader() {
        for (String body : injections()) {
            refused(400, post(body));
        }
    }

    @Test
    void framesAreRefusedInTheShapeOfTheDoor() {
        refused(
                415,
                given().header("Authorization", "Bearer " + tenant.sendKey())
                        .contentType("text/plain")
                        .body("x")
                        .post(path()));
        refused(
                415,
                by(tenant.sendKey()).header("Content-Encoding", "gzip").body(mail()).post(path()));
        refused(404, by(tenant.sendKey()).get(path() + "/no/such/path"));
        Response notAllowed = by(tenant.sendKey()).delete(path());
        refused(405, notAllowed);
        assertThat(notAllowed.header("Allow")).contains("POST");
    }

    @Test
    void aBodyThatIsTooLongIsRefusedByItsLength() {
        refused(413, by(tenant.sendKey()).body(new byte[limit() + 1]).post(path()));
    }

    @Test
    void aBodyThatIsTooLongIsCutOffWhileItIsRead() throws IOException {
        assertThat(chunked(limit() + 1, 1L << 30))
                .isEqualTo("HTTP/1.1 413 Request Entity Too Large");
        // White space is JSON, nothing is not: it was read to its end.
        assertThat(chunked(limit(), limit())).startsWith("HTTP/1.1 400");
    }

    /// The status line after so many bytes of white space in chunks.
    ///
    /// @param least bytes that are written before an answer is looked for
    /// @param most  bytes that are written if none comes
    private String chunked(long least, long most) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    """
                    POST %s HTTP/1.1\r
                    Host: localhost\r
                    Authorization: Bearer %s\r
                    Content-Type: application/json\r
                    Transfer-Encoding: chunked\r
                    \r
                    """
                            .formatted(path(), tenant.sendKey())
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] spaces = " ".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
            long written = 0;
            try {
                while (written < most
                        && (written < least || socket.getInputStream().available() == 0)) {
                    int size = (int) Math.min(spaces.length, most - written);
                    out.write(
                            (Integer.toHexString(size) + "\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                    out.write(spaces, 0, size);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                    written += size;
                }
                if (written == most) {
                    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            } catch (SocketException closed) {
                // The answer is there all the same.
            }
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            return String.valueOf(in.readLine());
        }
    }

    @Test
    void idsOfNobodyAndOfOthersAreNotThere() {
        Tenant other = Tenant.make();
        String id = id(post(mail()));
        for (Call call : callsWithId()) {
            for (String unknown : List.of(UUID.randomUUID().toString(), "x", id + "0")) {
                refused(404, called(call, unknown, tenant.sendKey()));
            }
            if (!idsOpenWithoutKey()) {
                refused(404, called(call, id, other.sendKey()));
            }
        }
    }

    private Response called(Call call, String id, String key) {
        RequestSpecification request = by(key);
        if (call.body() != null) {
            request.body(call.body());
        }
        return request.request(call.method(), call.path().replace("{id}", id));
    }

    @Test
    void theSameKeyGetsTheSameAnswer() {
        String key = UUID.randomUUID().toString();
        Response first =
                by(tenant.sendKey()).header("Idempotency-Key", key).body(mail()).post(path());
        assertThat(first.statusCode()).as(first.asString()).isEqualTo(acceptedStatus());
        assertThat(first.header("Idempotency-Replayed")).isNull();
        Response again =
                by(tenant.sendKey()).header("Idempotency-Key", key).body(mail()).post(path());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        for (Response answer : List.of(first, again)) {
            assertThat(answer.header("Idempotency-Key")).isEqualTo(key);
        }
        assertThat(again.statusCode()).isEqualTo(first.statusCode());
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    }

    @Test
    void twinsInFlightGetOneAnswer() throws Exception {
        String key = UUID.randomUUID().toString();
        List<Future<Response>> answers = new ArrayList<>();
        try (ExecutorService twins = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                answers.add(
                        twins.submit(
                                () ->
                                        by(tenant.sendKey())
                                                .header("Idempotency-Key", key)
                                                .body(mail())
                                                .post(path())));
            }
        }
        List<String> bodies = new ArrayList<>();
        for (Future<Response> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(acceptedStatus());
            bodies.add(answer.get().asString());
        }
        assertThat(bodies.stream().distinct()).hasSize(1);
    }
}
