package dev.mailswitch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Posts mails of 4 KB at fixed times, whether or not the ones before are answered, and reads how
/// they came out once all are posted, so that reading holds up no posting.
record MailStream(PublicApi api) {

    private static final String EMAILS = "/api/v1/emails";
    private static final int HTML = 4_096;
    private static final Duration POLL = Duration.ofMillis(200);

    /// Posts a mail into each of these environments, in their order.
    ///
    /// @param perSecond 0: all at once
    /// @param file      bytes of a file in each; 0: none
    /// @return their ids, in the same order
    /// @throws IOException if one is not accepted
    List<String> post(List<String> environments, int perSecond, int file)
            throws IOException, InterruptedException {
        String content = file == 0 ? "" : base64(file);
        List<Future<String>> posted = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long started = System.nanoTime();
            for (String environment : environments) {
                if (perSecond > 0) {
                    long due = started + posted.size() * 1_000_000_000L / perSecond;
                    Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                }
                int number = posted.size();
                posted.add(threads.submit(() -> post(environment, number, content)));
            }
        }
        List<String> ids = new ArrayList<>();
        for (Future<String> one : posted) {
            ids.add(result(one));
        }
        return ids;
    }

    private String post(String environment, int number, String file)
            throws IOException, InterruptedException {
        ObjectNode mail = PublicApi.object().put("environment", environment);
        mail.putArray("to").add("u%d@bench.example.com".formatted(number));
        mail.put("subject", "Your order is on its way").put("html", LoadRequest.page(HTML));
        if (!file.isEmpty()) {
            mail.putArray("attachments")
                    .addObject()
                    .put("filename", "order.bin")
                    .put("content_type", "application/octet-stream")
                    .put("content_b64", file);
        }
        return api.post(EMAILS, mail).path("id").asText();
    }

    /// Waits until all of them are sent.
    ///
    /// @param patience for all together
    /// @throws IOException if one is over otherwise, or not in time
    List<Passage> passages(List<String> ids, Duration patience)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        List<Passage> passages = new ArrayList<>();
        for (String id : ids) {
            passages.add(passage(id, end));
        }
        return passages;
    }

    private Passage passage(String id, long end) throws IOException, InterruptedException {
        String path = EMAILS + "/" + id;
        while (true) {
            JsonNode mail = api.get(path);
            if (mail.path("status").asText().equals("sent")) {
                Optional<Passage> passage = Passage.of(mail, api.get(path + "/events"));
                if (passage.isPresent()) {
                    return passage.get();
                }
            }
            if (mail.hasNonNull("settled_at") || System.nanoTime() > end) {
                throw new IOException(
                        "mail %s is %s, not sent; its attempts: %s"
                                .formatted(id, mail.path("status"), mail.path("attempts")));
            }
            Thread.sleep(POLL);
        }
    }

    private static String result(Future<String> posted) throws IOException, InterruptedException {
        try {
            return posted.get();
        } catch (ExecutionException failed) {
            throw new IOException("a mail was not accepted", failed.getCause());
        }
    }

    /// Random, as files are: nothing on the way shall compress it.
    private static String base64(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Base64.getEncoder().encodeToString(content);
    }
}
