package dev.mailswitch.provider.sparkpost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.bounce.Classification;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.EventJson;
import dev.mailswitch.provider.ProviderEvent.Type;
import org.jspecify.annotations.Nullable;

/// Why a mail did not arrive, by `bounce_class`
/// ([its table](https://support.sparkpost.com/docs/deliverability/bounce-classification-codes)),
/// and by what the host said where that says little.
record Why(@Nullable BounceClass bounceClass, boolean permanent, @Nullable String reason) {

    private static final Why NOTHING = new Why(null, false, null);

    static Why of(JsonNode event, Type type, Classifier classifier) {
        return switch (type) {
            case BOUNCED -> refusal(event, classifier);
            case DEFERRED -> {
                Why refusal = refusal(event, classifier);
                yield new Why(refusal.bounceClass(), false, refusal.reason());
            }
            case REJECTED ->
                    new Why(
                            suppressed(event) ? BounceClass.SUPPRESSED : BounceClass.POLICY,
                            true,
                            said(event));
            case FAILED -> new Why(BounceClass.UNKNOWN, true, said(event));
            case ACCEPTED, DELIVERED, COMPLAINED, OPENED, CLICKED, UNSUBSCRIBED, RESUBSCRIBED ->
                    NOTHING;
        };
    }

    /// What a bounce really is: SparkPost reports so what it never tried, too, and mails that came
    /// back and say nothing of the delivery.
    ///
    /// @return null if it is no refusal
    static @Nullable Type bounced(JsonNode event) {
        return switch (number(event)) {
            case "25" -> Type.REJECTED;
            // An automatic answer, a subscription, a challenge.
            case "60", "80", "100" -> null;
            default -> Type.BOUNCED;
        };
    }

    private static Why refusal(JsonNode event, Classifier classifier) {
        String said = said(event);
        int code = code(event);
        Classification read = said == null ? null : classifier.classify(code, null, said, true);
        BounceClass known = known(number(event));
        BounceClass bounceClass =
                known != null ? known : read != null ? read.bounceClass() : BounceClass.UNKNOWN;
        boolean permanent =
                code != 0
                        ? code / 100 == 5
                        : hard(number(event)) || (read != null && read.permanent());
        return new Why(bounceClass, permanent, said);
    }

    /// Null where the words tell more: undetermined (1), soft (20), unspecified (40).
    private static @Nullable BounceClass known(String number) {
        return switch (number) {
            case "10", "30" -> BounceClass.INVALID_RECIPIENT;
            case "21", "24", "70" -> BounceClass.TRANSIENT;
            case "22" -> BounceClass.MAILBOX_FULL;
            case "23" -> BounceClass.MESSAGE_TOO_LARGE;
            case "50", "51" -> BounceClass.PROVIDER_BLOCK;
            case "52", "53" -> BounceClass.CONTENT_REJECTED;
            case "54" -> BounceClass.RELAY_DENIED;
            case "90" -> BounceClass.RECIPIENT_REFUSED;
            default -> null;
        };
    }

    /// Of the category that SparkPost itself takes for final.
    private static boolean hard(String number) {
        return switch (number) {
            case "10", "30", "90" -> true;
            default -> false;
        };
    }

    private static String number(JsonNode event) {
        return event.path("bounce_class").asText("");
    }

    /// The host's reply code, or 0.
    private static int code(JsonNode event) {
        String code = event.path("error_code").asText("");
        return code.matches("[245]\\d\\d") ? Integer.parseInt(code) : 0;
    }

    private static @Nullable String said(JsonNode event) {
        String raw = Texts.of(event.path("raw_reason"));
        String said = raw != null ? raw : Texts.of(event.path("reason"));
        return said == null ? null : EventJson.diagnostic(said);
    }

    private static boolean suppressed(JsonNode event) {
        return Suppression.isMeant(event.path("raw_reason").asText(""))
                || Suppression.isMeant(event.path("reason").asText(""));
    }
}
