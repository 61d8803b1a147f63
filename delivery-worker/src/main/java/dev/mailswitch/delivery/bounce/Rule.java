package dev.mailswitch.delivery.bounce;

import dev.mailswitch.model.outcome.BounceClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One row of the rules: it hits when its text or its code does.
///
/// @param source    whose wording or code it is
/// @param when      4 or 5: only for replies of that kind; 0: for all
/// @param temporary the class of a temporary reply, or null for the same
/// @param words     texts that count only between word boundaries, since they are short
/// @param any       texts that count anywhere
record Rule(
        String id,
        BounceClass bounceClass,
        String source,
        int when,
        @Nullable BounceClass temporary,
        List<CodeRange> enhanced,
        List<Phrase> words,
        List<Phrase> any) {

    boolean hits(Refusal refusal) {
        if (when == 4 && !refusal.temporary() || when == 5 && !refusal.permanent()) {
            return false;
        }
        String code = refusal.enhanced();
        return code != null && enhanced.stream().anyMatch(range -> range.holds(code))
                || any.stream().anyMatch(phrase -> phrase.within(refusal.text()))
                || words.stream().anyMatch(phrase -> phrase.asWordWithin(refusal.text()));
    }

    BounceClass classFor(Refusal refusal) {
        return temporary != null && refusal.temporary() ? temporary : bounceClass;
    }
}
