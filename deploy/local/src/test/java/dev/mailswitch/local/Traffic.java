package dev.mailswitch.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients as they should be: a few of them, each with one mail at a time, which it posts under an
/// idempotency key again and again until it has a 202.
final class Traffic implements AutoCloseable {

    private static final int CLIENTS = 8;
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> accepted = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger retries = new AtomicInteger();
    private volatile boolean closed;

    /// Mails on their way to be accepted.
    final class Burst {

        private final CountDownLatch done;
        private final AtomicInteger first = new AtomicInteger();

        private Burst(int mails) {
            done = new CountDownLatch(mails);
        }

        /// How many have their 202.
        int acceptedSoFar() {
            return first.get();
        }

        boolean ended() {
            return done.getCount() == 0;
        }

        private void client(Api api, Queue<String> subjects) {
            for (String subject = subjects.poll(); subject != null; subject = subjects.poll()) {
                post(api, subject);
                first.incrementAndGet();
                done.countDown();
            }
        }
    }

    /// Starts to post mails with these subjects.
    Burst post(Api api, Iterable<String> subjects) {
        Queue<String> left = new ConcurrentLinkedQueue<>();
        subjects.forEach(left::add);
        Burst burst = new Burst(left.size());
        for (int i = 0; i < CLIENTS; i++) {
            Thread.ofVirtual().name("client-" + i).start(() -> burst.client(api, left));
        }
        return burst;
    }

    /// Ids of what was answered 202, by subject.
    Map<String, String> accepted() {
        return accepted;
    }

    /// Answers that no client should ever get.
    Queue<String> wrong() {
        return wrong;
    }

    int retries() {
        return retries.get();
    }

    private void post(Api api, String subject) {
        ObjectNode mail = Api.object().put("subject", subject).put("text", "Number " + subject);
        mail.putArray("to").add("you@example.com");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(api.url() + "/api/v1/emails"))
                        .timeout(ANSWER)
                        .header("Authorization", "Bearer " + api.key())
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", subject)
                        .POST(HttpRequest.BodyPublishers.ofString(mail.toString()))
                        .build();
        while (!closed) {
            try {
                HttpResponse<String> answer =
                        http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 202) {
                    accepted.put(subject, json.readTree(answer.body()).path("id").asText());
                    return;
                }
                if (answer.statusCode() != 503) {
                    wrong.add(subject + ": " + answer.statusCode() + " " + answer.body());
                }
            } catch (JsonProcessingException notJson) {
                wrong.add(subject + ": " + notJson);
            } catch (IOException away) {
                // The API was killed, or is stopped: whether the mail was taken is not known.
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return;
            }
            retries.incrementAndGet();
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(AGAIN);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        http.close();
    }
}
