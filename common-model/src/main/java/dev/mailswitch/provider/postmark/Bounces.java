package dev.mailswitch.provider.postmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.bounce.Classification;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.EventJson;
import dev.mailswitch.provider.ProviderEvent.Type;
import org.jspecify.annotations.Nullable;

/// The types of Postmark's bounces
/// ([list](https://postmarkapp.com/developer/api/bounce-api#bounce-types)). Among them is much that
/// is no bounce. Where a type has one cause it decides; where it is as wide as hard or soft, what
/// the host said does.
final class Bounces {

    private Bounces() {}

    /// @return null for answers of machines, for incoming mail and for types that are new
    static @Nullable Meaning of(JsonNode event, Classifier classifier) {
        String said = said(event);
        return switch (event.path("Type").asText("")) {
            // Hard is what concerns the mailbox, so that a bare 550 is about it as well. Postmark
            // sends nothing more there.
            case "HardBounce" -> {
                Meaning read = byWords(event, false, classifier);
                yield new Meaning(
                        Type.BOUNCED,
                        or(read.bounceClass(), BounceClass.INVALID_RECIPIENT),
                        true,
                        said);
            }
            case "BadEmailAddress" ->
                    new Meaning(Type.BOUNCED, BounceClass.INVALID_RECIPIENT, true, said);
            case "SoftBounce" -> {
                Meaning read = byWords(event, true, classifier);
                yield read.as(or(read.bounceClass(), BounceClass.TRANSIENT));
            }
            case "Blocked" -> blocked(byWords(event, true, classifier));
            case "SpamNotification", "VirusNotification" ->
                    byWords(event, true, classifier).as(BounceClass.CONTENT_REJECTED);
            case "DMARCPolicy" -> byWords(event, true, classifier).as(BounceClass.AUTH_POLICY);
            case "Unknown" -> byWords(event, true, classifier);
            // Postmark tries on; should it give up, another bounce says so.
            case "Transient", "DnsError", "OpenRelayTest" ->
                    new Meaning(Type.DEFERRED, BounceClass.TRANSIENT, false, said);
            case "ManuallyDeactivated", "Unconfirmed" ->
                    new Meaning(Type.REJECTED, BounceClass.SUPPRESSED, true, said);
            case "SMTPApiError", "TemplateRenderingFailed" ->
                    new Meaning(Type.FAILED, BounceClass.UNKNOWN, true, said);
            case "SpamComplaint" -> Meaning.plain(Type.COMPLAINED);
            case "Unsubscribe", "ManualSuppression" -> Meaning.plain(Type.UNSUBSCRIBED);
            case "Subscribe" -> Meaning.plain(Type.RESUBSCRIBED);
            default -> null;
        };
    }

    /// What the recipient's host said, or else Postmark's own words.
    static @Nullable String said(JsonNode event) {
        String details = details(event);
        return details.isEmpty() ? event.path("Description").textValue() : details;
    }

    private static String details(JsonNode event) {
        return EventJson.diagnostic(event.path("Details").asText(""));
    }

    /// Refused by the host for the sender's sake. Where the text does not tell whether the network,
    /// the domain or the content is meant, it is Postmark's standing there.
    private static Meaning blocked(Meaning read) {
        return read.bounceClass() == BounceClass.UNKNOWN || read.bounceClass() == BounceClass.POLICY
                ? read.as(BounceClass.PROVIDER_BLOCK)
                : read;
    }

    /// By the host's words. Postmark's own describe the type and name examples of what may have
    /// been the cause, which a reader would take for it.
    private static Meaning byWords(JsonNode event, boolean afterData, Classifier classifier) {
        String details = details(event);
        if (details.isEmpty()) {
            return new Meaning(Type.BOUNCED, BounceClass.UNKNOWN, false, said(event));
        }
        Classification read = classifier.classify(0, null, details, afterData);
        return new Meaning(Type.BOUNCED, read.bounceClass(), read.permanent(), details);
    }

    private static BounceClass or(@Nullable BounceClass read, BounceClass otherwise) {
        return read == null || read == BounceClass.UNKNOWN ? otherwise : read;
    }
}
