package dev.mailswitch.api.accept;

import dev.mailswitch.directory.Policy;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.model.id.EmailId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What was found about a submission before anything is written.
sealed interface Verdict {

    /// It can be accepted, as far as quotas and earlier requests allow.
    ///
    /// @param suppressed who gets no mail, by position
    /// @param withheld   who gets none either, because the environment is in staging
    /// @param routed     whether the environment has a way to send; else the mail waits for one
    record Sound(
            Draft draft,
            Matter.Written written,
            Map<Integer, Suppressed> suppressed,
            Set<Integer> withheld,
            Policy policy,
            boolean routed)
            implements Verdict {

        private static final String UNROUTED =
                "The environment has no route to a provider: the mail waits for one";

        /// How many get it.
        int left() {
            Set<Integer> none = new HashSet<>(suppressed.keySet());
            none.addAll(withheld);
            return draft.recipients().size() - none.size();
        }

        NewMail mail(EmailId id, String messageId) {
            Draft told = routed ? draft : draft.warned(UNROUTED);
            return told.mail(id, written, suppressed, withheld, messageId, policy);
        }
    }

    /// @param draft null if its organisation or environment is not known, or it has no recipients
    record Wrong(@Nullable Draft draft, Refusal refusal) implements Verdict {}
}
