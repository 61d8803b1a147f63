package dev.mailswitch.api.accept;

import dev.mailswitch.ledger.Suppressions;
import dev.mailswitch.model.outcome.BounceClass;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Why somebody is on the suppression list.
public enum Suppressed {
    UNSUBSCRIBED,
    COMPLAINED,
    BOUNCED,
    /// Bounced too, from a mailbox that is there and was switched off.
    MAILBOX_DISABLED,
    MANUAL;

    /// As the list has it.
    static Suppressed of(Suppressions.Reason reason) {
        return reason.bounceClass() == BounceClass.MAILBOX_DISABLED
                ? MAILBOX_DISABLED
                : valueOf(reason.word().toUpperCase(Locale.ROOT));
    }

    /// As it stands with the recipient.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What stands with a recipient that failed at accept.
    static Suppressed ofRecipient(@Nullable String reason) {
        return Arrays.stream(values())
                .filter(suppressed -> suppressed.word().equals(reason))
                .findFirst()
                .orElse(MANUAL);
    }
}
