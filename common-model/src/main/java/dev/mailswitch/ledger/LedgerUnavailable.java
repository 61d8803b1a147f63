package dev.mailswitch.ledger;

import org.jspecify.annotations.Nullable;

/// The database is away, or did not say in time whether it committed. The caller may try again with
/// the same idempotency key.
public final class LedgerUnavailable extends Exception {

    private static final long serialVersionUID = 1;

    private final boolean slow;

    public LedgerUnavailable(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    /// @param slow whether the database is there, and has more to do than it gets done in time
    LedgerUnavailable(String message, @Nullable Throwable cause, boolean slow) {
        super(message, cause);
        this.slow = slow;
    }

    /// Whether the database is there, and has more to do than it gets done in time.
    public boolean slow() {
        return slow;
    }
}
