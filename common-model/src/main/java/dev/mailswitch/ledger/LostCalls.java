package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/// Puts on record that nobody will answer for calls whose mail was taken from their worker. That is
/// *presumed*: an answer that comes late, from a worker that only stood still, takes its place
/// ([Attempts#answer]), and until then decisions see the attempt as what it is, one without an
/// answer ([Attempts.Row]).
///
/// The caller has locked the mails' work rows. That is enough here: everybody who writes attempts
/// of a mail that has a work row locks that row before.
final class LostCalls {

    static final String UNKNOWN =
            "nobody knows: the worker that made this call was lost before its answer was on record";
    static final String NOT_MADE =
            "not made: the worker that was to make this call was lost before it began";

    private LostCalls() {}

    /// @param fence attempts of later claims are not touched
    /// @param begun false if no call of that very claim can have begun
    record Lost(EmailId id, int fence, boolean begun) {}

    /// Closes what is open of these mails; what is closed already stays as it is.
    ///
    /// @return what the timeline says about it, still to be written
    static List<Event> close(Connection connection, Collection<Lost> lost) throws SQLException {
        List<Event> events = new ArrayList<>();
        Pipeline pipeline = new Pipeline(connection);
        Map<Leaf, List<Lost>> byLeaf =
                lost.stream()
                        .collect(
                                Collectors.groupingBy(
                                        one -> Leaf.of(one.id()),
                                        TreeMap::new,
                                        Collectors.toList()));
        byLeaf.forEach(
                (leaf, own) ->
                        pipeline.read(
                                """
                                UPDATE %s a
                                   SET finished_at = now(), flag = true,
                                       outcome = CASE WHEN u.begun OR a.fence < u.fence THEN 8 ELSE 7 END,
                                       phase = CASE WHEN u.begun OR a.fence < u.fence THEN NULL ELSE 0 END,
                                       reply = CASE WHEN u.begun OR a.fence < u.fence THEN '%s' ELSE '%s' END
                                  FROM (SELECT (?::uuid[])[i] AS id, (?::int[])[i] AS fence,
                                               (?::boolean[])[i] AS begun
                                          FROM unnest(?::int[]) i) u
                                  JOIN %s r ON r.email_id = u.id
                                 WHERE a.email_id = r.email_id AND a.pos = r.pos
                                   AND a.fence <= u.fence AND a.finished_at IS NULL
                                RETURNING a.email_id, a.pos, a.no, a.outcome, r.organisation_id,
                                          r.status, r.attempt"""
                                        .formatted(
                                                leaf.table("attempt"),
                                                UNKNOWN,
                                                NOT_MADE,
                                                leaf.table("recipient")),
                                own,
                                columns ->
                                        columns.add("uuid", Lost::id)
                                                .add("int4", Lost::fence)
                                                .add("bool", Lost::begun)
                                                .subscripts(),
                                row -> {
                                    while (row.next()) {
                                        tell(row, events);
                                    }
                                }));
        pipeline.run();
        return events;
    }

    /// A report may have told more about the attempt than its answer would have; then the timeline
    /// has said it.
    private static void tell(ResultSet row, List<Event> events) throws SQLException {
        int attempt = row.getInt(3);
        boolean open =
                switch (Status.of(row.getInt(6))) {
                    case SCHEDULED, QUEUED, DELIVERING -> true;
                    case SENT, DELIVERED, BOUNCED, FAILED, CANCELLED -> false;
                };
        if (!open || row.getInt(7) >= attempt) {
            return;
        }
        boolean unknown = row.getInt(4) == 8;
        events.add(
                new Event(
                        new OrganisationId(row.getObject(5, UUID.class)),
                        new EmailId(row.getObject(1, UUID.class)),
                        row.getInt(2),
                        attempt,
                        unknown ? EventType.DELIVERING : EventType.DELAYED,
                        unknown
                                ? unknown()
                                : OutcomeFacts.json(
                                        new Outcome.Unavailable(Phase.PREPARE, NOT_MADE))));
    }

    /// Without a phase: how far it came is as unknown as its end.
    private static String unknown() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("outcome", "unknown");
        facts.put("blame", "nobody");
        facts.put("reply", UNKNOWN);
        return Event.data(facts);
    }
}
