package dev.mailswitch.ledger;

import java.sql.SQLException;

/// Somebody decided by settings that have changed meanwhile. Nothing was written; read them again
/// and try again.
public final class StaleSettings extends SQLException {

    private static final long serialVersionUID = 1L;

    StaleSettings(long known, long newest) {
        // A state of PostgreSQL's class 40: the whole transaction is to be repeated.
        super("settings of version " + known + ", the newest are " + newest, "40001");
    }
}
