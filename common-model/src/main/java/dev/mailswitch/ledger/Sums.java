package dev.mailswitch.ledger;

/// What became of mails, in recipients.
///
/// @param accepted recipients of mails that were queued or scheduled
/// @param sent     hand-overs to a provider that took them; a recipient that was rerouted counts again
/// @param failed   given up without a bounce: suppressed, expired, refused by all
/// @param opened   by people, every time
public record Sums(
        long accepted,
        long sent,
        long delivered,
        long bounced,
        long failed,
        long opened,
        long clicked,
        long complained,
        long unsubscribed) {

    public static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0, 0, 0, 0);

    Sums plus(Sums more) {
        return new Sums(
                accepted + more.accepted,
                sent + more.sent,
                delivered + more.delivered,
                bounced + more.bounced,
                failed + more.failed,
                opened + more.opened,
                clicked + more.clicked,
                complained + more.complained,
                unsubscribed + more.unsubscribed);
    }

    Sums times(int n) {
        return new Sums(
                accepted * n,
                sent * n,
                delivered * n,
                bounced * n,
                failed * n,
                opened * n,
                clicked * n,
                complained * n,
                unsubscribed * n);
    }
}
