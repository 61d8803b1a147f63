package dev.mailswitch.ledger;

import org.jspecify.annotations.Nullable;

/// The database is away or did not say whether it committed. The caller may try again with the
/// same idempotency key.
public final class LedgerUnavailable extends Exception {

    private static final long serialVersionUID = 1;

    public LedgerUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
