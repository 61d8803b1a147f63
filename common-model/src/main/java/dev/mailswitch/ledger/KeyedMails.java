package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The mails of a batch that have a key.
///
/// @param twins of a content that stands in the batch already: a statement may take a row over
///     only once
record KeyedMails(List<Keyed> keys, List<Keyed> contents, List<Keyed> twins) {

    /// How keys of a kind are found and taken. Kinds are taken one after the other, in this order.
    enum Kind {
        KEY("24 hours", "ON CONFLICT DO NOTHING"),
        CONTENT(
                "1 hour",
                """
                ON CONFLICT (day, key) DO UPDATE
                   SET payload = excluded.payload, email_id = excluded.email_id, answer = NULL,
                       made_at = excluded.made_at
                 WHERE i.made_at <= excluded.made_at - interval '%s'""");

        /// So long it counts, as an interval of PostgreSQL.
        final String window;

        /// What becomes of one that the day's leaf has already.
        final String onConflict;

        /// @param onConflict with the window for `%s`
        Kind(String window, String onConflict) {
            this.window = window;
            this.onConflict = onConflict.formatted(window);
        }
    }

    record Keyed(NewMail mail, IdempotencyKey key) {

        ByteBuffer bytes() {
            return ByteBuffer.wrap(key().key());
        }
    }

    static KeyedMails of(List<NewMail> mails) {
        List<Keyed> keys = new ArrayList<>();
        TreeMap<IdempotencyKey, Keyed> contents = new TreeMap<>();
        List<Keyed> twins = new ArrayList<>();
        for (NewMail mail : mails) {
            switch (mail.once()) {
                case Once.None none -> {}
                case Once.Key(IdempotencyKey key) -> keys.add(new Keyed(mail, key));
                case Once.Content(IdempotencyKey key) -> {
                    Keyed keyed = new Keyed(mail, key);
                    if (contents.putIfAbsent(key, keyed) != null) {
                        twins.add(keyed);
                    }
                }
            }
        }
        return new KeyedMails(keys, List.copyOf(contents.values()), twins);
    }

    List<Keyed> of(Kind kind) {
        return switch (kind) {
            case KEY -> keys;
            case CONTENT -> contents;
        };
    }

    void answerTwins(Map<EmailId, Acceptance> answers) {
        for (Keyed twin : twins) {
            EmailId first =
                    contents.stream()
                            .filter(c -> c.key().compareTo(twin.key()) == 0)
                            .map(c -> c.mail().id())
                            .findFirst()
                            .orElseThrow();
            answers.put(
                    twin.mail().id(), answers.getOrDefault(first, new Acceptance.Replayed(first)));
        }
    }
}
