package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.model.id.EmailId;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Mails of this process that want their next attempt at once. A short cut only: the work list has
/// them as due, and the dispatcher brings them when this is full or the process dies.
final class Again {

    private static final int MOST = 10_000;

    private final BlockingQueue<EmailId> queue = new LinkedBlockingQueue<>(MOST);
    private final Runnable nudge;

    Again(Runnable nudge) {
        this.nudge = nudge;
    }

    void offer(EmailId id) {
        if (queue.offer(id)) {
            nudge.run();
        }
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    void drain(Set<EmailId> into, int most) {
        for (EmailId id; into.size() < most && (id = queue.poll()) != null; ) {
            into.add(id);
        }
    }
}
