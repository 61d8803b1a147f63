package dev.mailswitch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// How one mail came out, as the API tells it.
///
/// @param acceptToSent from its `email.queued` to its `email.sent`, by the database's clock, to the
///     millisecond
/// @param calls        of providers, in their order
record Passage(Duration acceptToSent, List<Call> calls) {

    Passage {
        calls = List.copyOf(calls);
    }

    /// A call of a provider.
    ///
    /// @param why     the provider was chosen
    /// @param outcome what came of it
    /// @param phase   where it ended, or nothing
    /// @param begun   from the mail's `email.queued` to its start
    /// @param took    from its start to its end
    record Call(
            String provider,
            String why,
            String outcome,
            String phase,
            Duration begun,
            Duration took) {

        @Override
        public String toString() {
            return "%s: %s%s, begun at %d and %d ms long"
                    .formatted(
                            provider,
                            outcome,
                            phase.isEmpty() ? "" : " at " + phase,
                            begun.toMillis(),
                            took.toMillis());
        }
    }

    /// Reads it.
    ///
    /// @param mail   as `GET /api/v1/emails/{id}` answers
    /// @param events as `GET /api/v1/emails/{id}/events` does
    /// @return empty if it has not been sent
    static Optional<Passage> of(JsonNode mail, JsonNode events) {
        Optional<Instant> queued = at("email.queued", events);
        Optional<Instant> sent = at("email.sent", events);
        if (queued.isEmpty() || sent.isEmpty()) {
            return Optional.empty();
        }
        List<Call> calls = new ArrayList<>();
        for (JsonNode attempt : mail.path("attempts")) {
            calls.add(call(attempt, queued.get()));
        }
        return Optional.of(new Passage(Duration.between(queued.get(), sent.get()), calls));
    }

    private static Call call(JsonNode attempt, Instant queued) {
        Instant started = Instant.parse(attempt.path("started_at").asText());
        Instant finished =
                attempt.hasNonNull("finished_at")
                        ? Instant.parse(attempt.path("finished_at").asText())
                        : started;
        return new Call(
                attempt.path("provider").asText(),
                attempt.path("why").asText(),
                attempt.path("outcome").asText(),
                attempt.path("phase").asText(""),
                Duration.between(queued, started),
                Duration.between(started, finished));
    }

    private static Optional<Instant> at(String type, JsonNode events) {
        for (JsonNode event : events.path("data")) {
            if (event.path("type").asText().equals(type)) {
                return Optional.of(Instant.parse(event.path("at").asText()));
            }
        }
        return Optional.empty();
    }

    /// Whether it met the hang in its first provider and went through the second at once.
    boolean failedOver(String first, String phase, String second) {
        return calls.size() == 2
                && calls.getFirst().provider().equals(first)
                && calls.getFirst().outcome().equals("unavailable")
                && calls.getFirst().phase().equals(phase)
                && through(calls.getLast(), second);
    }

    /// Whether it found the first provider shut and went through the second without asking it.
    boolean passedBy(String second) {
        return calls.size() == 1
                && through(calls.getFirst(), second)
                && calls.getFirst().why().contains("it is shut until");
    }

    private static boolean through(Call call, String provider) {
        return call.provider().equals(provider) && call.outcome().equals("accepted");
    }

    @Override
    public String toString() {
        return acceptToSent.toMillis()
                + " ms, "
                + calls.stream().map(Call::toString).collect(Collectors.joining("; "));
    }
}
