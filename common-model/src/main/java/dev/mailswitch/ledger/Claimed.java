package dev.mailswitch.ledger;

import java.time.Instant;
import java.util.List;

/// A mail in this worker's hand: its calls are on record as started and have to be made.
///
/// @param fence     proves later that the mail is still in this hand
/// @param startedAt by the database's clock; also the Date of the mail that is composed
/// @param suspect   workers died with it in hand: its calls begin only in a trial ([Trials])
public record Claimed(
        Claimable mail,
        long epoch,
        int fence,
        Instant startedAt,
        List<Plan.Call> calls,
        boolean suspect) {

    /// One that nothing is held against.
    public Claimed(
            Claimable mail, long epoch, int fence, Instant startedAt, List<Plan.Call> calls) {
        this(mail, epoch, fence, startedAt, calls, false);
    }

    Trial trial() {
        return suspect ? Trial.AWAITED : Trial.NONE;
    }
}
