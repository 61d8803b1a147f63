package dev.mailswitch.provider.mailgun;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.bounce.Classification;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.BounceClass;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What an event `failed` says of its cause. Only `delivery-status` is documented; `reason` is a
/// loose word beside it.
///
/// @param reason   such as `bounce`, `suppress-bounce`, `old`, `espblock`, `generic`; may be empty
/// @param severity `permanent` or `temporary`: whether Mailgun goes on trying
/// @param code     the host's, or one of Mailgun's own; 0 if there is none
/// @param enhanced of the host's answer, or of the report of a delayed bounce, or null
/// @param said     by the host, or by Mailgun in its place; may be empty
record Failure(String reason, String severity, int code, @Nullable String enhanced, String said) {

    /// Bounced, unsubscribed and complained before.
    private static final Set<Integer> SUPPRESSED = Set.of(605, 606, 607);

    private static final int NO_MX = 498;
    private static final int NO_CONNECTION = 499;

    static Failure of(JsonNode event) {
        JsonNode status = event.path("delivery-status");
        return new Failure(
                event.path("reason").asText(""),
                event.path("severity").asText(""),
                status.path("code").asInt(0),
                Stream.of("enhanced-code", "bounce-code")
                        .map(name -> status.path(name).asText("").strip())
                        .filter(code -> code.matches("[245]\\.\\d{1,3}\\.\\d{1,3}"))
                        .findFirst()
                        .orElse(null),
                joined(status.path("message"), status.path("description")));
    }

    /// The texts that say something, one after the other.
    static String joined(JsonNode... texts) {
        return Stream.of(texts)
                .filter(JsonNode::isTextual)
                .map(text -> text.textValue().strip())
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(" "));
    }

    /// Whether Mailgun did not try because of its own list.
    boolean suppressed() {
        return reason.startsWith("suppress-") || SUPPRESSED.contains(code);
    }

    /// Mailgun's own words first, then what the host said.
    Events.Why why(Classifier classifier) {
        String words = said.isEmpty() ? (reason.isEmpty() ? null : reason) : said;
        if (suppressed()) {
            return new Events.Why(BounceClass.SUPPRESSED, true, words);
        }
        if (code == NO_CONNECTION || code == NO_MX) {
            // A domain may lack its records for an hour; when Mailgun has given up, it has none.
            boolean none = code == NO_MX && severity.equals("permanent");
            return new Events.Why(
                    none ? BounceClass.INVALID_RECIPIENT : BounceClass.TRANSIENT, false, words);
        }
        boolean host = code >= 400 && code < 600;
        if (!host && enhanced == null && said.isEmpty()) {
            return new Events.Why(byReason(BounceClass.UNKNOWN), false, words);
        }
        Classification read = classifier.classify(host ? code : 0, enhanced, said, true);
        // Given up after temporary answers: nobody said that it is final.
        boolean permanent = read.permanent() && !reason.equals("old");
        return new Events.Why(byReason(read.bounceClass()), permanent, words);
    }

    /// The word beside decides only where the host's words leave it open.
    private BounceClass byReason(BounceClass read) {
        boolean open = read == BounceClass.UNKNOWN || read == BounceClass.POLICY;
        return switch (reason) {
            case "espblock" -> open ? BounceClass.PROVIDER_BLOCK : read;
            case "old", "greylisted" -> read == BounceClass.UNKNOWN ? BounceClass.TRANSIENT : read;
            default -> read;
        };
    }
}
