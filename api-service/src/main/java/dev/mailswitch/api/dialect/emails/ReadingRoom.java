package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.dialect.Budget;

/// The memory of one mail that is shown as MIME, or of what else one request reads, out of a budget
/// of all of them. May be closed by another thread than the one that takes it: the client may go at any time.
final class ReadingRoom implements AutoCloseable {

    private final Budget budget;
    private long taken;
    private boolean closed;

    ReadingRoom(Budget budget) {
        this.budget = budget;
    }

    /// Takes room for a mail while it is composed: as it was read, as text, and encoded, in a buffer
    /// that may have grown once. A mail larger than the whole budget may have all of it, when nobody
    /// else has any.
    ///
    /// @param bytes its head, bodies and files
    /// @return false if there is none, or the client has gone
    boolean take(long bytes) {
        return hold(4 * bytes);
    }

    /// Takes so many bytes of memory; more than the whole budget is all of it.
    ///
    /// @return false if they are not there, or the client has gone
    synchronized boolean hold(long memory) {
        long wanted = Math.min(memory, budget.most());
        if (closed || !budget.take(wanted)) {
            return false;
        }
        taken += wanted;
        return true;
    }

    /// Gives back what only composing needed.
    ///
    /// @param bytes of the mail as it was composed
    synchronized void composed(long bytes) {
        // Its buffer may be larger than what is in it.
        long needed = Math.min(taken, 2 * bytes);
        budget.giveBack(taken - needed);
        taken = needed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        budget.giveBack(taken);
        taken = 0;
    }
}
