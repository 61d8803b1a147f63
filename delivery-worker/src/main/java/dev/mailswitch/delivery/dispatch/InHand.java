package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.model.id.EmailId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The mails this process has in hand, counted by open calls. What the database holds in our name
/// and is not here was lost between a claim and its calls, and is let go.
public final class InHand {

    private final Map<EmailId, Integer> calls = new ConcurrentHashMap<>();

    void add(EmailId id, int count) {
        calls.merge(id, count, Integer::sum);
    }

    void done(EmailId id) {
        calls.computeIfPresent(id, (key, left) -> left == 1 ? null : left - 1);
    }

    public boolean contains(EmailId id) {
        return calls.containsKey(id);
    }

    public int size() {
        return calls.size();
    }
}
