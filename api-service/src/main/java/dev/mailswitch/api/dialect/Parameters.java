package dev.mailswitch.api.dialect;

import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A [Query] for those who speak problem+json and nothing else: what is wrong is thrown as 400 at
/// once.
public final class Parameters {

    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 200;

    private final Findings findings = new Findings();
    private final Query query;

    public Parameters(MultiMap query, Set<String> known) {
        this.query = new Query(query, known, findings);
        refuseWrong();
    }

    public Optional<String> text(String name) {
        return query.text(name);
    }

    public int limit() {
        return number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    }

    public int number(String name, int least, int most, int otherwise) {
        return right(q -> q.number(name, least, most, otherwise));
    }

    public Optional<Instant> time(String name) {
        return right(q -> q.time(name));
    }

    /// The place in a list that [#cursor(UUID)] wrote.
    public @Nullable UUID cursor() {
        UUID cursor = query.cursor();
        refuseWrong();
        return cursor;
    }

    /// A place in a list, for `next_cursor`.
    public static String cursor(UUID id) {
        return Query.cursor(id);
    }

    public static Refused refused(String name, String message) {
        return new Refused(Problem.invalid(name, message));
    }

    private <T> T right(Function<Query, T> asked) {
        T value = asked.apply(query);
        refuseWrong();
        return value;
    }

    private void refuseWrong() {
        if (!findings.errors().isEmpty()) {
            throw new Refused(Problem.invalid(findings.errors()));
        }
    }
}
