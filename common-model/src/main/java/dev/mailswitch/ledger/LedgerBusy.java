package dev.mailswitch.ledger;

/// As many units wait for a transaction as the ledger is willing to hold in memory, or one has waited
/// for longer than anybody waits for it. Nothing was written.
public final class LedgerBusy extends Exception {

    private static final long serialVersionUID = 1;

    public LedgerBusy() {
        super("more comes in than the ledger gets written", null, false, false);
    }
}
