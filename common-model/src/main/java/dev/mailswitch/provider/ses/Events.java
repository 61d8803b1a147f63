package dev.mailswitch.provider.ses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.bounce.Classification;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.bounce.SesSubType;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.provider.EventJson;
import dev.mailswitch.provider.ProviderEvent;
import dev.mailswitch.provider.ProviderEvent.Type;
import dev.mailswitch.provider.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// SES' events as SNS brings them
/// ([contents](https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html)):
/// one a request, about one or several recipients. The older feedback notifications of an identity
/// have the same shape under another name, without tags.
final class Events {

    private final Classifier classifier;

    /// What is told of one recipient.
    private record Told(
            Type type,
            @Nullable String recipient,
            @Nullable BounceClass bounceClass,
            boolean permanent,
            @Nullable String reason) {

        static Told plain(Type type, @Nullable String recipient) {
            return new Told(type, recipient, null, false, null);
        }

        /// SES does not try.
        static Told suppressed(@Nullable String recipient, @Nullable String reason) {
            return new Told(Type.REJECTED, recipient, BounceClass.SUPPRESSED, true, reason);
        }
    }

    private Events(Classifier classifier) {
        this.classifier = classifier;
    }

    static List<ProviderEvent> of(Webhook webhook, Classifier classifier) {
        SnsMessage message = SnsMessage.of(webhook);
        Events reader = new Events(classifier);
        return message.reports().stream()
                .flatMap(report -> reader.read(report, message.text("MessageId")).stream())
                .toList();
    }

    private List<ProviderEvent> read(JsonNode report, String snsId) {
        JsonNode mail = report.path("mail");
        String word = report.path("eventType").asText(report.path("notificationType").asText(""));
        JsonNode detail = report.path(detail(word));
        List<Told> told = told(word, detail, mail);
        if (told.isEmpty()) {
            return List.of();
        }
        String messageId = mail.path("messageId").textValue();
        JsonNode timestamp = detail.path("timestamp");
        // Send, Reject and Rendering Failure have none: they follow at once on the call.
        Instant at = EventJson.time(timestamp.isTextual() ? timestamp : mail.path("timestamp"));
        String key = snsId.isEmpty() ? messageId + word + at : snsId;
        List<ProviderEvent> events = new ArrayList<>();
        for (Told one : told) {
            events.add(
                    new ProviderEvent(
                            one.type(),
                            correlation(mail),
                            messageId,
                            one.recipient(),
                            at,
                            EventJson.key(key + "/" + events.size()),
                            one.bounceClass(),
                            one.permanent(),
                            one.reason()));
        }
        return events;
    }

    /// Where an event of this type has what is its own.
    private static String detail(String word) {
        return switch (word) {
            case "DeliveryDelay" -> "deliveryDelay";
            case "Rendering Failure" -> "failure";
            case "Send",
                    "Delivery",
                    "Bounce",
                    "Complaint",
                    "Reject",
                    "Open",
                    "Click",
                    "Subscription" ->
                    Character.toLowerCase(word.charAt(0)) + word.substring(1);
            default -> "";
        };
    }

    private List<Told> told(String word, JsonNode detail, JsonNode mail) {
        List<String> all = addresses(mail.path("destination"));
        return switch (word) {
            case "Send" -> plain(Type.ACCEPTED, all);
            case "Delivery" -> plain(Type.DELIVERED, addresses(detail.path("recipients")));
            case "DeliveryDelay" -> delayed(detail);
            case "Bounce" -> bounced(detail);
            case "Complaint" -> complained(detail);
            case "Reject" ->
                    same(Type.REJECTED, all, BounceClass.CONTENT_REJECTED, detail.path("reason"));
            case "Rendering Failure" ->
                    same(Type.FAILED, all, BounceClass.PROTOCOL, detail.path("errorMessage"));
            case "Open" -> List.of(Told.plain(Type.OPENED, only(all)));
            case "Click" -> List.of(Told.plain(Type.CLICKED, only(all)));
            case "Subscription" ->
                    optedOut(detail.path("newTopicPreferences"))
                            ? List.of(Told.plain(Type.UNSUBSCRIBED, only(all)))
                            : List.of();
            default -> List.of();
        };
    }

    private static List<Told> plain(Type type, List<String> recipients) {
        return recipients.isEmpty()
                ? List.of(Told.plain(type, null))
                : recipients.stream().map(recipient -> Told.plain(type, recipient)).toList();
    }

    /// SES gave up on the whole mail.
    private static List<Told> same(
            Type type, List<String> recipients, BounceClass bounceClass, JsonNode reason) {
        return plain(type, recipients).stream()
                .map(one -> new Told(type, one.recipient(), bounceClass, true, reason.textValue()))
                .toList();
    }

    /// The table first; where it says too little, what the host said.
    private List<Told> bounced(JsonNode bounce) {
        boolean permanent = bounce.path("bounceType").asText("").equals("Permanent");
        String subType = bounce.path("bounceSubType").asText("");
        List<Told> told = new ArrayList<>();
        for (JsonNode recipient : each(bounce.path("bouncedRecipients"))) {
            String address = address(recipient);
            String said = said(recipient);
            BounceClass stated = SesSubType.classOf(subType);
            if (stated == BounceClass.SUPPRESSED) {
                told.add(Told.suppressed(address, said));
            } else if (stated != null) {
                told.add(bounce(address, stated, permanent, said));
            } else {
                BounceClass silent = SesSubType.silentClass(subType, permanent);
                told.add(classified(recipient, silent, permanent));
            }
        }
        return told;
    }

    private static Told bounce(
            @Nullable String address,
            BounceClass bounceClass,
            boolean permanent,
            @Nullable String said) {
        return new Told(Type.BOUNCED, address, bounceClass, permanent, said);
    }

    /// @param silent what it is if the host is not quoted
    private Told classified(JsonNode recipient, BounceClass silent, boolean permanent) {
        String said = said(recipient);
        Classification read = classification(recipient);
        return read == null
                ? bounce(address(recipient), silent, permanent, said)
                : bounce(
                        address(recipient),
                        read.bounceClass(),
                        permanent || read.permanent(),
                        said);
    }

    /// Of the host's words, else of its status code (RFC 3463); null if SES quotes neither.
    private @Nullable Classification classification(JsonNode recipient) {
        String said = said(recipient);
        if (said != null) {
            return classifier.classify(0, null, said, true);
        }
        String status = recipient.path("status").asText("");
        return status.matches("[45]\\.\\d{1,3}\\.\\d{1,3}")
                ? classifier.classify(0, status, "", true)
                : null;
    }

    private List<Told> delayed(JsonNode delay) {
        String type = delay.path("delayType").asText("");
        List<Told> told = new ArrayList<>();
        for (JsonNode recipient : each(delay.path("delayedRecipients"))) {
            BounceClass why =
                    switch (type) {
                        case "InternalFailure",
                                "SendingDeferral",
                                "RecipientServerError",
                                "TransientCommunicationFailure" ->
                                BounceClass.TRANSIENT;
                        // Their addresses are blocked or limited there.
                        case "IPFailure" -> BounceClass.PROVIDER_BLOCK;
                        // Own addresses of the account without a name in DNS.
                        case "BYOIPHostNameLookupUnavailable" -> BounceClass.AUTH_POLICY;
                        case "MailboxFull" -> BounceClass.MAILBOX_FULL;
                        default -> {
                            Classification read = classification(recipient);
                            yield read == null ? BounceClass.UNKNOWN : read.bounceClass();
                        }
                    };
            told.add(new Told(Type.DEFERRED, address(recipient), why, false, said(recipient)));
        }
        return told;
    }

    /// Hosts hide who complained, and SES then names everybody it can have been: with several,
    /// nobody is named here, so that no innocent is taken for the one.
    private static List<Told> complained(JsonNode complaint) {
        List<String> candidates =
                each(complaint.path("complainedRecipients")).stream()
                        .flatMap(recipient -> addresses(recipient.path("emailAddress")).stream())
                        .toList();
        if (complaint.path("complaintSubType").asText("").equals("OnAccountSuppressionList")) {
            return plain(Type.REJECTED, candidates).stream()
                    .map(one -> Told.suppressed(one.recipient(), null))
                    .toList();
        }
        String kind = complaint.path("complaintFeedbackType").textValue();
        return switch (kind == null ? "" : kind) {
            // Feedback of people who want the mail, and of hosts about signatures
            // (RFC 6430, RFC 6591).
            case "not-spam", "auth-failure" -> List.of();
            default ->
                    List.of(
                            new Told(
                                    Type.COMPLAINED,
                                    only(candidates),
                                    null,
                                    false,
                                    candidates.size() < 2
                                            ? kind
                                            : (kind == null ? "" : kind + ", ")
                                                    + "one of "
                                                    + String.join(", ", candidates)));
        };
    }

    private static boolean optedOut(JsonNode preferences) {
        if (preferences.path("unsubscribeAll").asBoolean(false)) {
            return true;
        }
        for (JsonNode topic : preferences.path("topicSubscriptionStatus")) {
            if (topic.path("subscriptionStatus").asText("").equals("OptOut")) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String correlation(JsonNode mail) {
        List<String> values = EventJson.texts(mail.path("tags").path(Request.CORRELATION));
        return values.isEmpty() ? null : values.getFirst();
    }

    /// What an array has; a missing node if it has nothing, so that something is told all the same.
    private static List<JsonNode> each(JsonNode array) {
        List<JsonNode> each = new ArrayList<>();
        array.forEach(each::add);
        return each.isEmpty() ? List.of(array.path("")) : each;
    }

    private static List<String> addresses(JsonNode node) {
        return EventJson.texts(node).stream().map(EventJson::address).toList();
    }

    private static @Nullable String only(List<String> addresses) {
        return addresses.size() == 1 ? addresses.getFirst() : null;
    }

    private static @Nullable String address(JsonNode recipient) {
        return only(addresses(recipient.path("emailAddress")));
    }

    private static @Nullable String said(JsonNode recipient) {
        String code = recipient.path("diagnosticCode").textValue();
        return code == null || code.isBlank() ? null : EventJson.diagnostic(code);
    }
}
