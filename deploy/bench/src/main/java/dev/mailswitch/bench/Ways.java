package dev.mailswitch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/// Makes environments with two providers each over the API, and takes all of it away at its end.
/// Every environment has a first provider of its own, of which no worker knows anything yet: what a
/// worker knows of one provider decides where the next mail goes. The second is the same for all.
final class Ways implements AutoCloseable {

    private static final String ENVIRONMENTS = "/api/v1/environments";
    private static final String PROVIDERS = "/api/v1/providers";
    private static final String ROUTES = "/api/v1/routes";

    /// A way out for mails.
    ///
    /// @param environment to post mails into, by name
    /// @param first       name of the provider that hangs, in tier 0
    record Way(String environment, String first) {}

    private final PublicApi api;
    private final String run;
    private final String sender;
    private final String second;
    private final Deque<String> made = new ArrayDeque<>();
    private int number;

    /// @param run      of letters and digits; part of every name
    /// @param sinkPort where the second provider listens
    Ways(PublicApi api, String run, int sinkPort) throws IOException, InterruptedException {
        this.api = api;
        this.run = run;
        // Whoever set up the installation has verified the domain of its oldest environment.
        this.sender = api.get(ENVIRONMENTS + "?limit=1").at("/data/0/sender").asText();
        this.second = "sink-" + run;
        provider(relay(second, sinkPort));
    }

    /// The name of the provider in tier 1.
    String second() {
        return second;
    }

    /// @param port where its first provider listens and hangs
    Way make(Hang hang, int port) throws IOException, InterruptedException {
        String name = "%s-%s-%d".formatted(hang.word(), run, ++number);
        provider(hang.vendor() ? vendor(name, port) : relay(name, port));
        ObjectNode environment = PublicApi.object().put("name", name).put("sender", sender);
        create(ENVIRONMENTS, environment);
        route(name, name, 0);
        route(name, second, 1);
        return new Way(name, name);
    }

    private static ObjectNode relay(String name, int port) {
        ObjectNode provider = PublicApi.object().put("name", name).put("kind", "smtp");
        provider.putObject("settings")
                .put("host", "127.0.0.1")
                .put("port", port)
                .put("security", "none");
        return provider;
    }

    /// Any would do: nobody gets as far as its API.
    private static ObjectNode vendor(String name, int port) {
        ObjectNode provider =
                PublicApi.object()
                        .put("name", name)
                        .put("kind", "resend")
                        .put("secret", "re_bench");
        provider.putObject("settings").put("base_url", "https://127.0.0.1:" + port);
        return provider;
    }

    private void provider(ObjectNode provider) throws IOException, InterruptedException {
        create(PROVIDERS, provider);
    }

    private void route(String environment, String provider, int tier)
            throws IOException, InterruptedException {
        create(
                ROUTES,
                PublicApi.object()
                        .put("environment", environment)
                        .put("provider", provider)
                        .put("tier", tier));
    }

    private void create(String path, JsonNode body) throws IOException, InterruptedException {
        made.push(path + "/" + api.post(path, body).path("id").asText());
    }

    /// Backwards: what is referred to goes after what refers to it.
    @Override
    public void close() {
        while (!made.isEmpty()) {
            try {
                api.delete(made.pop());
            } catch (IOException stays) {
                System.err.println("failover-time: left over: " + stays.getMessage());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
