package dev.mailswitch.ledger;

import java.util.List;
import java.util.stream.IntStream;

/// Mails that may kill their worker ([Blame]). A claim takes one of them at most, and only if its
/// worker can try it alone now.
final class Suspects {

    private Suspects() {}

    /// The suspects among `free` that this claim does not take.
    static List<LockedMail> waiting(List<LockedMail> free, Claiming.Decider decider) {
        List<LockedMail> suspects =
                free.stream().filter(mail -> mail.heldWork().blame().suspect()).toList();
        return suspects.isEmpty() || !decider.mayTry()
                ? suspects
                : suspects.subList(1, suspects.size());
    }

    private record Later(LockedMail mail, int millis) {}

    /// Brings them again in a second and after, the first one first: there may be hundreds of them,
    /// and a worker tries about one a second.
    static void putOff(Pipeline pipeline, List<LockedMail> waiting) {
        pipeline.write(
                """
                UPDATE work w
                   SET woken = false, wakes = 0, settings_seen = NULL,
                       due_at = now() + u.millis * interval '1 millisecond'
                  FROM (SELECT (?::uuid[])[i] AS id, (?::int[])[i] AS millis
                          FROM unnest(?::int[]) i) u
                 WHERE w.email_id = u.id""",
                IntStream.range(0, waiting.size())
                        .mapToObj(i -> new Later(waiting.get(i), 1_000 + 500 * i))
                        .toList(),
                columns ->
                        columns.add("uuid", later -> later.mail().id)
                                .add("int4", Later::millis)
                                .subscripts());
    }
}
