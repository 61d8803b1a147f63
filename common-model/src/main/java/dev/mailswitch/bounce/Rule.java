package dev.mailswitch.bounce;

import dev.mailswitch.model.outcome.BounceClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One row of the rules: it hits when its text or its code does.
///
/// @param source    whose wording or code it is
/// @param when      4 or 5: only for replies of that kind; 0: for all
/// @param temporary the class of a temporary reply, or null for the same
/// @param enhanced  codes that hit by themselves
/// @param only      if not empty: the texts count only with one of these codes
/// @param texts     texts that hit
/// @param unless    texts in whose presence nothing hits
/// @param grounds   what it rests on
record Rule(
        String id,
        BounceClass bounceClass,
        String source,
        int when,
        @Nullable BounceClass temporary,
        List<CodeRange> enhanced,
        List<CodeRange> only,
        List<Phrase> texts,
        List<Phrase> unless,
        Grounds grounds) {

    boolean hits(Refusal refusal) {
        return hits(refusal, any(texts, refusal));
    }

    /// @param byText whether one of the texts is there
    boolean hits(Refusal refusal, boolean byText) {
        if (when == 4 && !refusal.temporary() || when == 5 && !refusal.permanent()) {
            return false;
        }
        boolean said = byText && (only.isEmpty() || holds(only, refusal));
        return (said || hitsByCode(refusal)) && !any(unless, refusal);
    }

    /// Without a look at `when` and `unless`.
    boolean hitsByCode(Refusal refusal) {
        return holds(enhanced, refusal);
    }

    private static boolean holds(List<CodeRange> ranges, Refusal refusal) {
        String code = refusal.enhanced();
        if (code != null) {
            for (CodeRange range : ranges) {
                if (range.holds(code)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean any(List<Phrase> phrases, Refusal refusal) {
        for (Phrase phrase : phrases) {
            if (phrase.within(refusal)) {
                return true;
            }
        }
        return false;
    }

    BounceClass classFor(Refusal refusal) {
        return temporary != null && refusal.temporary() ? temporary : bounceClass;
    }
}
