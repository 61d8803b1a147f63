package dev.mailswitch.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.lifecycle.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One line of the timeline before it is written; the database makes its id, and so its time.
///
/// @param position the recipient, or null if it speaks of the whole mail
/// @param attempt  the attempt, or null
/// @param data     a JSON object, or null
record Event(
        OrganisationId organisationId,
        EmailId emailId,
        @Nullable Integer position,
        @Nullable Integer attempt,
        EventType type,
        @Nullable String data) {

    /// The fact of a scheduled event that says when a mail was moved to. The event a mail is born
    /// with has none, which tells the two apart.
    static final String MOVED_TO = "scheduled_at";

    private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// Writes flat facts as the JSON object of an event.
    static String data(Map<String, ?> facts) {
        try {
            return JSON.writeValueAsString(facts);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static String table(Instant now) {
        Leaf leaf = Leaf.of(now);
        return leaf.end().isAfter(now.plus(LONGEST_TRANSACTION)) ? leaf.table("event") : "event";
    }

    /// Writes events into the leaf of `now`, in the order given.
    ///
    /// The database makes the ids while it inserts, a little after `now`: close to the end of a
    /// week they may belong to the next leaf, and the parent finds out which.
    static void insert(Pipeline pipeline, List<Event> events, Instant now) {
        pipeline.write(
                """
                INSERT INTO %s (organisation_id, email_id, pos, attempt, type, data)
                SELECT (?::uuid[])[i], (?::uuid[])[i], (?::smallint[])[i], (?::smallint[])[i],
                       (?::smallint[])[i], (?::json[])[i]
                  FROM unnest(?::int[]) i"""
                        .formatted(table(now)),
                events,
                columns ->
                        columns.add("uuid", Event::organisationId)
                                .add("uuid", Event::emailId)
                                .add("int2", Event::position)
                                .add("int2", Event::attempt)
                                .add("int2", event -> event.type().code())
                                .add("json", Event::data)
                                .subscripts());
    }
}
