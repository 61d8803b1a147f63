package dev.mailswitch.ledger;

import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the timeline says about an answer that was not an acceptance: what happened and who was to
/// blame. Addresses in a host's words are masked: events travel further than the mail's record.
final class OutcomeFacts {

    private static final Pattern LOCAL_PART = Pattern.compile("[^\\s<>\"':;,()\\[\\]]+@");

    private OutcomeFacts() {}

    static String json(Outcome outcome) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("outcome", outcome.word());
        facts.put("blame", blame(outcome));
        BounceClass bounceClass = bounceClass(outcome);
        if (bounceClass != null) {
            facts.put("class", bounceClass.word());
        }
        switch (outcome) {
            case Outcome.Unavailable o -> facts.put("phase", o.phase().word());
            case Outcome.Unknown o -> facts.put("phase", o.phase().word());
            case Outcome.Throttled o -> facts.put("until", o.until().toString());
            case Outcome.Misconfigured o -> facts.put("what", o.what());
            case Outcome.Accepted o -> {}
            case Outcome.Blocked o -> {}
            case Outcome.MessageRefused o -> {}
            case Outcome.RecipientRefused o -> {}
            case Outcome.Unsuited o -> {}
        }
        facts.put("reply", masked(reply(outcome)));
        return Event.data(facts);
    }

    static String masked(String words) {
        return LOCAL_PART.matcher(words).replaceAll("***@");
    }

    static @Nullable BounceClass bounceClass(Outcome outcome) {
        return switch (outcome) {
            case Outcome.RecipientRefused o -> o.bounceClass();
            case Outcome.MessageRefused o -> o.bounceClass();
            case Outcome.Blocked o -> o.bounceClass();
            case Outcome.Unsuited o -> o.bounceClass();
            case Outcome.Throttled o -> BounceClass.THROTTLED;
            case Outcome.Accepted o -> null;
            case Outcome.Misconfigured o -> null;
            case Outcome.Unavailable o -> null;
            case Outcome.Unknown o -> null;
        };
    }

    static String reply(Outcome outcome) {
        return switch (outcome) {
            case Outcome.RecipientRefused o -> o.reply();
            case Outcome.MessageRefused o -> o.reply();
            case Outcome.Blocked o -> o.reply();
            case Outcome.Throttled o -> o.reply();
            case Outcome.Misconfigured o -> o.what() + ": " + o.reply();
            case Outcome.Unavailable o -> o.reply();
            case Outcome.Unknown o -> o.reply();
            case Outcome.Unsuited o -> o.reply();
            case Outcome.Accepted o -> "";
        };
    }

    private static String blame(Outcome outcome) {
        return switch (outcome) {
            case Outcome.RecipientRefused o -> "recipient";
            case Outcome.MessageRefused o -> "message";
            case Outcome.Unsuited o -> "message";
            case Outcome.Blocked o -> "provider";
            case Outcome.Throttled o -> "account";
            case Outcome.Misconfigured o -> "account";
            case Outcome.Unavailable o -> "provider";
            case Outcome.Unknown o -> "nobody";
            case Outcome.Accepted o -> "nobody";
        };
    }
}
