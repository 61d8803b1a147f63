package dev.mailswitch.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// The API as any client sees it, with one key. Every answer but a good one is a [LocalFailure]
/// with the problem's own words. A 503 leaves open whether anything was done: what may be repeated
/// all the same is asked again for a while, see [#post].
///
/// @param url of the API, without a path
/// @param key an API key
/// @param client to call with
record Api(String url, String key, HttpClient client) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Paths that know `Idempotency-Key`.
    private static final Set<String> IDEMPOTENT = Set.of("/api/v1/emails");

    static Api at(String url, String key) {
        HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .build();
        return new Api(url, key, client);
    }

    /// A new JSON object to fill.
    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    JsonNode get(String path) {
        return body(send("GET", path, request(path).GET()));
    }

    /// All entries of a list, page by page.
    ///
    /// @param path with its query, if any
    List<JsonNode> list(String path) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            String sign = path.contains("?") ? "&" : "?";
            String next =
                    cursor.isEmpty()
                            ? ""
                            : sign + "cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
            JsonNode page = get(path + next);
            page.path("data").forEach(all::add);
            cursor = page.path("next_cursor").asText("");
            cursor = cursor.equals("null") ? "" : cursor;
        } while (!cursor.isEmpty());
        return all;
    }

    /// Posts once; with a key ([#IDEMPOTENT]) again after a 503, since that makes one of them.
    JsonNode post(String path, JsonNode json) {
        HttpRequest.Builder request = withBody(path, "POST", json);
        if (IDEMPOTENT.contains(path)) {
            request.header("Idempotency-Key", UUID.randomUUID().toString());
            return body(send("POST", path, request));
        }
        return body(once("POST", path, request));
    }

    /// Changes what is there now, whatever it is.
    JsonNode patch(String path, JsonNode json) {
        return body(send("PATCH", path, withBody(path, "PATCH", json).header("If-Match", "*")));
    }

    void delete(String path) {
        send("DELETE", path, request(path).DELETE().header("If-Match", "*"));
    }

    private HttpRequest.Builder withBody(String path, String method, JsonNode json) {
        return request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json.toString()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + key);
    }

    /// Sends what does no harm when it is done twice, again while it is answered 503: for example the
    /// database has just been started again.
    private HttpResponse<String> send(String method, String path, HttpRequest.Builder request) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        HttpResponse<String> answer = answer(method, path, request);
        boolean again = false;
        while (answer.statusCode() == 503 && System.nanoTime() < end) {
            pause();
            answer = answer(method, path, request);
            again = true;
        }
        boolean goneBefore = again && method.equals("DELETE") && answer.statusCode() == 404;
        return goneBefore ? answer : good(method, path, answer);
    }

    private HttpResponse<String> once(String method, String path, HttpRequest.Builder request) {
        return good(method, path, answer(method, path, request));
    }

    private HttpResponse<String> answer(String method, String path, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new LocalFailure(
                    "%s %s got no answer: %s".formatted(method, url + path, why(e)), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("interrupted", e);
        }
    }

    /// The client has no words for the commonest faults.
    static String why(IOException fault) {
        if (fault.getMessage() != null) {
            return fault.getMessage();
        }
        return fault instanceof ConnectException
                ? "nobody listens there"
                : "the connection broke off";
    }

    private static HttpResponse<String> good(
            String method, String path, HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new LocalFailure(
                    "%s %s answered %d: %s"
                            .formatted(method, path, answer.statusCode(), answer.body()));
        }
        return answer;
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("interrupted", e);
        }
    }

    private static JsonNode body(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new LocalFailure(answer.uri() + " answered something that is not JSON", e);
        }
    }
}
