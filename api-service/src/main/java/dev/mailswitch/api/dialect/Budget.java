package dev.mailswitch.api.dialect;

import java.util.concurrent.atomic.AtomicLong;

/// So many bytes for all requests together.
public final class Budget {

    private final long most;
    private final AtomicLong used = new AtomicLong();

    public Budget(long most) {
        this.most = most;
    }

    /// All there is.
    public long most() {
        return most;
    }

    /// Takes all or nothing.
    public boolean take(long bytes) {
        if (used.addAndGet(bytes) <= most) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    public void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    public long used() {
        return used.get();
    }
}
