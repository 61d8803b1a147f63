package dev.mailswitch.bounce.mail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.mailswitch.bounce.Classification;
import dev.mailswitch.bounce.Refusal;
import dev.mailswitch.bounce.SesSubType;
import dev.mailswitch.model.outcome.BounceClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A notification of Amazon SES
/// ([contents](https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html)), as SNS sends
/// it by mail to a subscriber of the protocol `email` or, in an object of its own, `email-json`, or
/// as it was kept in a file. Of JSON that is cut off, what stands before counts. Who wrote it is not
/// verified, no more than who wrote a bounce.
final class SesNotice {

    private static final JsonFactory JSON = new JsonFactory();

    private static final Pattern STATUS = Pattern.compile("[45]\\.\\d{1,3}\\.\\d{1,3}");

    /// What is said of one kind of event: its texts, and those of each recipient.
    private static final class Detail {

        private final Map<String, String> texts = new HashMap<>();
        private final List<Map<String, String>> recipients = new ArrayList<>();

        /// The word of a field, or nothing.
        private String word(String name) {
            return texts.getOrDefault(name, "");
        }
    }

    private String type = "";
    private @Nullable Detail bounce;
    private @Nullable Detail complaint;

    /// What SNS wraps.
    private @Nullable String message;

    private SesNotice() {}

    /// Of a file that is JSON rather than a mail; null if it is no notification.
    static @Nullable SesNotice ofFile(byte[] file) {
        int at = 0;
        int end = Math.min(file.length, Limits.MAIL);
        while (at < end && file[at] >= 0 && file[at] <= ' ') {
            at++;
        }
        return at < end && file[at] == '{'
                ? in(new String(file, at, end - at, StandardCharsets.UTF_8))
                : null;
    }

    /// Of a mail whose text is JSON, with or without SNS' words below; null if it is none.
    static @Nullable SesNotice ofMail(Part whole) {
        Part text = whole.first("text/plain", "application/json");
        return text == null ? null : in(text.text().strip());
    }

    private static @Nullable SesNotice in(String text) {
        if (!text.startsWith("{")) {
            return null;
        }
        SesNotice notice = new SesNotice();
        notice.read(text);
        String wrapped = notice.message;
        if (wrapped != null && notice.type.isEmpty()) {
            notice.read(wrapped);
        }
        return notice.isKnown() ? notice : null;
    }

    private boolean isKnown() {
        return switch (type) {
            case "Bounce" -> bounce != null;
            case "Complaint" -> complaint != null;
            case "Delivery", "DeliveryDelay" -> true;
            default -> false;
        };
    }

    /// Whom it names as failed or complaining; nobody for a delivery or a delay.
    MailReport report(BounceMails mails) {
        if (type.equals("Bounce") && bounce != null) {
            return new MailReport(MailKind.DSN, bounced(mails, bounce));
        }
        if (type.equals("Complaint") && complaint != null) {
            return new MailReport(MailKind.ARF, complained(complaint));
        }
        return new MailReport(MailKind.DSN, List.of());
    }

    private static List<FailedRecipient> bounced(BounceMails mails, Detail bounce) {
        return bounce.recipients.stream()
                .map(recipient -> bounced(mails, bounce, recipient))
                .toList();
    }

    private static FailedRecipient bounced(
            BounceMails mails, Detail bounce, Map<String, String> recipient) {
        boolean permanent = bounce.word("bounceType").equals("Permanent");
        String subType = bounce.word("bounceSubType");
        String said = recipient.getOrDefault("diagnosticCode", "");
        String status = recipient.get("status");
        String code = status != null && STATUS.matcher(status).matches() ? status : null;
        Refusal refusal = mails.refusal(code, said);
        BounceClass stated = SesSubType.classOf(subType);
        if (stated == null && said.isBlank() && code == null) {
            stated = SesSubType.silentClass(subType, permanent);
        }
        return new FailedRecipient(
                address(recipient),
                null,
                refusal,
                stated == null
                        ? classified(mails.classify(refusal), permanent)
                        : new Classification(stated, SesSubType.RULE, permanent));
    }

    private static Classification classified(Classification read, boolean permanent) {
        return new Classification(read.bounceClass(), read.ruleId(), permanent || read.permanent());
    }

    /// Hosts hide who complained, and SES then names everybody it can have been: with several,
    /// nobody is named here, so that no innocent is taken for the one.
    private static List<FailedRecipient> complained(Detail complaint) {
        List<String> candidates =
                complaint.recipients.stream()
                        .map(SesNotice::address)
                        .filter(Objects::nonNull)
                        .toList();
        if (complaint.word("complaintSubType").equals("OnAccountSuppressionList")) {
            return candidates.stream().map(SesNotice::suppressed).toList();
        }
        String kind = complaint.word("complaintFeedbackType").toLowerCase(Locale.ROOT);
        if (Complaints.isNone(kind)) {
            return List.of();
        }
        return List.of(
                Complaints.complaint(
                        candidates.size() == 1 ? candidates.getFirst() : null,
                        kind.isEmpty() ? "abuse" : kind));
    }

    /// SES did not try.
    private static FailedRecipient suppressed(String address) {
        return new FailedRecipient(
                address,
                null,
                Refusal.of(0, null, "on the account's suppression list", false),
                new Classification(BounceClass.SUPPRESSED, SesSubType.RULE, true));
    }

    private static @Nullable String address(Map<String, String> recipient) {
        return Addresses.ofField(recipient.get("emailAddress"));
    }

    private void read(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                field(name, json);
            }
        } catch (IOException cutOff) {
            // What was read before counts.
        }
    }

    private void field(String name, JsonParser json) throws IOException {
        boolean isText = json.currentToken() == JsonToken.VALUE_STRING;
        switch (name) {
            // Of feedback notifications, and of events.
            case "notificationType", "eventType" -> type = isText ? json.getText() : type;
            case "Message" -> message = isText ? json.getText() : message;
            case "bounce" -> {
                bounce = new Detail();
                detail(bounce, json);
                return;
            }
            case "complaint" -> {
                complaint = new Detail();
                detail(complaint, json);
                return;
            }
            default -> {
                // Of the mail, or SNS' own.
            }
        }
        json.skipChildren();
    }

    private static void detail(Detail detail, JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_STRING) {
                detail.texts.put(name, json.getText());
            } else if (value == JsonToken.START_ARRAY && name.endsWith("Recipients")) {
                recipients(detail, json);
            } else {
                json.skipChildren();
            }
        }
    }

    private static void recipients(Detail detail, JsonParser json) throws IOException {
        for (JsonToken item = json.nextToken();
                item != null && item != JsonToken.END_ARRAY;
                item = json.nextToken()) {
            if (item == JsonToken.START_OBJECT && detail.recipients.size() < Limits.RECIPIENTS) {
                Map<String, String> texts = new HashMap<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    if (json.nextToken() == JsonToken.VALUE_STRING) {
                        texts.put(name, json.getText());
                    } else {
                        json.skipChildren();
                    }
                }
                detail.recipients.add(texts);
            } else {
                json.skipChildren();
            }
        }
    }
}
