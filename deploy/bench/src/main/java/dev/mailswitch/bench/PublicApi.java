package dev.mailswitch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// The API of an installation as any client sees it, with one key. Each call is made once; every
/// answer but a good one is an [IOException] with the problem's own words. For any number of
/// threads.
///
/// @param url of the API, without a path
/// @param key an API key
record PublicApi(String url, String key, HttpClient client) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    static PublicApi at(String url, String key) {
        HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .build();
        return new PublicApi(url, key, client);
    }

    /// A new JSON object to fill.
    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(answer(request(path).GET().build()));
    }

    JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        HttpRequest request =
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                        .build();
        return JSON.readTree(answer(request));
    }

    /// Whatever version is there.
    void delete(String path) throws IOException, InterruptedException {
        answer(request(path).header("If-Match", "*").DELETE().build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key);
    }

    private String answer(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    "%s %s answered %d: %s"
                            .formatted(
                                    request.method(),
                                    request.uri().getPath(),
                                    answer.statusCode(),
                                    answer.body()));
        }
        return answer.body();
    }
}
