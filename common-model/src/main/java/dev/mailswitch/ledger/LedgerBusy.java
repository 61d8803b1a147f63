package dev.mailswitch.ledger;

/// As many units wait for a transaction as the ledger is willing to hold in memory.
public final class LedgerBusy extends Exception {

    private static final long serialVersionUID = 1;

    public LedgerBusy() {
        super("the ledger's waiting room is full", null, false, false);
    }
}
