package dev.mailswitch.api.admin;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/// How many recipients may be accepted in a period, as requests and views have it.
///
/// @param period day or month, UTC
record Quota(@Nullable String period, @JsonPropertyDescription(Quota.MAILS) @Nullable Long mails) {

    static final String MAILS = "a whole number of at least 1";

    static @Nullable Quota of(@Nullable String period, @Nullable Long mails) {
        return period == null ? null : new Quota(period, mails);
    }

    static void check(@Nullable Quota quota, Checks checks) {
        if (quota == null) {
            return;
        }
        if (!"day".equals(quota.period()) && !"month".equals(quota.period())) {
            checks.wrong("quota.period", "must be day or month");
        }
        if (quota.mails() == null || quota.mails() < 1) {
            checks.wrong("quota.mails", "must be " + MAILS);
        }
    }
}
