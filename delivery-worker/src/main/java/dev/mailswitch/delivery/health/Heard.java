package dev.mailswitch.delivery.health;

import dev.mailswitch.ledger.ReportSampling.Sample;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What has been heard of one provider's mails of one slice of time, at one age.
///
/// @param from       when the first of the mails may have been accepted
/// @param mails      looked at, at least one
/// @param reported   those of them that something was reported of
/// @param domains    how many recipient domains they went to
/// @param unreported the others, by recipient domain
record Heard(Instant from, int mails, int reported, int domains, Map<String, Integer> unreported) {

    Heard {
        unreported = Map.copyOf(unreported);
        if (mails < 1 || reported < 0 || reported > mails) {
            throw new IllegalArgumentException("no such mails");
        }
    }

    /// @param samples of one provider, at least one
    static Heard of(Instant from, Collection<Sample> samples) {
        int mails = 0;
        int reported = 0;
        Set<String> domains = new HashSet<>();
        Map<String, Integer> unreported = new HashMap<>();
        for (Sample sample : samples) {
            mails += sample.mails();
            domains.add(sample.recipientDomain());
            if (sample.reported()) {
                reported += sample.mails();
            } else {
                unreported.merge(sample.recipientDomain(), sample.mails(), Integer::sum);
            }
        }
        return new Heard(from, mails, reported, domains.size(), unreported);
    }

    double share() {
        return (double) reported / mails;
    }

    /// Far less was reported than usual.
    boolean quiet(double usualShare) {
        return reported < mails * usualShare * Habit.TIMELY;
    }
}
