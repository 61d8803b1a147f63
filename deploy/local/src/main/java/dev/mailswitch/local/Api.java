package dev.mailswitch.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The API as any client sees it, with one key. Every answer but a good one is a [LocalFailure]
/// with the problem's own words.
///
/// @param url of the API, without a path
/// @param key an API key
/// @param client to call with
record Api(String url, String key, HttpClient client) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

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

    JsonNode post(String path, JsonNode json) {
        return body(send("POST", path, withBody(path, "POST", json)));
    }

    /// Changes what is there now, whatever it is.
    JsonNode patch(String path, JsonNode json) {
        return body(
                send("PATCH", path, withBody(path, "PATCH", json).header("If-Match", tag(path))));
    }

    void delete(String path) {
        send("DELETE", path, request(path).DELETE().header("If-Match", tag(path)));
    }

    private String tag(String path) {
        return send("GET", path, request(path).GET()).headers().firstValue("ETag").orElse("*");
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

    private HttpResponse<String> send(String method, String path, HttpRequest.Builder request) {
        try {
            long end = System.nanoTime() + PATIENCE.toNanos();
            HttpResponse<String> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            // Nothing was done; for example the database has just been started again.
            while (answer.statusCode() == 503 && System.nanoTime() < end) {
                Thread.sleep(200);
                answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            }
            if (answer.statusCode() / 100 != 2) {
                throw new LocalFailure(
                        "%s %s answered %d: %s"
                                .formatted(method, path, answer.statusCode(), answer.body()));
            }
            return answer;
        } catch (IOException e) {
            throw new LocalFailure(method + " " + url + path + " got no answer: " + e, e);
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
