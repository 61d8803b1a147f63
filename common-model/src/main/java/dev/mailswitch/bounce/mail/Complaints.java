package dev.mailswitch.bounce.mail;

import dev.mailswitch.bounce.Classification;
import dev.mailswitch.bounce.Refusal;
import dev.mailswitch.model.outcome.BounceClass;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who complained, by RFC 5965, or by what Microsoft's junk mail reporting forwards.
final class Complaints {

    /// Reports that somebody wants the mail, or that something about it does not verify.
    private static final Set<String> NONE = Set.of("not-spam", "auth-failure", "dmarc");

    /// Field of Outlook.com in the mail it forwards.
    private static final String OUTLOOK = "x-hmxmroriginalrecipient";

    private Complaints() {}

    static List<FailedRecipient> of(Part report, Part whole) {
        Fields fields = Fields.of(report.text().lines().toList());
        String type = fields.lower("feedback-type");
        if (isNone(type)) {
            return List.of();
        }
        String kind = type.isEmpty() ? "abuse" : type;
        List<String> named = named(fields);
        if (named.isEmpty()) {
            String removal = fields.first("removal-recipient");
            return List.of(complaint(firstOf(removal, recipientOf(mail(whole))), kind));
        }
        return named.stream().map(address -> complaint(address, kind)).toList();
    }

    /// Whether a report of this type is no complaint.
    static boolean isNone(String type) {
        return NONE.contains(type);
    }

    /// One complaint may speak of several recipients (RFC 5965 section 3.2), each in a field.
    private static List<String> named(Fields fields) {
        return fields.all("original-rcpt-to").stream()
                .map(Addresses::ofField)
                .filter(Objects::nonNull)
                .distinct()
                .limit(Limits.RECIPIENTS)
                .toList();
    }

    /// Empty if it is no forward of a complaint.
    static List<FailedRecipient> forwardedBy(Part whole) {
        Part mail = mail(whole);
        String recipient = mail == null ? null : mail.fields().first(OUTLOOK);
        return recipient == null
                ? List.of()
                : List.of(complaint(Addresses.ofField(recipient), "abuse"));
    }

    private static @Nullable Part mail(Part whole) {
        Part mail = whole.first("message/rfc822", "text/rfc822-headers");
        if (mail == null || mail.type().equals("message/rfc822")) {
            return mail == null || mail.children().isEmpty() ? null : mail.children().getFirst();
        }
        // Its body is a header.
        return new Part(
                "text/plain", Fields.of(mail.text().lines().toList()), List.of(), List.of());
    }

    private static @Nullable String recipientOf(@Nullable Part mail) {
        if (mail == null) {
            return null;
        }
        String outlook = mail.fields().first(OUTLOOK);
        return outlook != null ? outlook : mail.fields().first("to");
    }

    private static @Nullable String firstOf(@Nullable String... fields) {
        for (String field : fields) {
            String address = Addresses.ofField(field);
            if (address != null) {
                return address;
            }
        }
        return null;
    }

    /// @param type of the feedback, as `abuse`
    static FailedRecipient complaint(@Nullable String address, String type) {
        return new FailedRecipient(
                address,
                null,
                Refusal.of(0, null, "complaint: " + type, true),
                new Classification(BounceClass.COMPLAINT, "complaint", true));
    }
}
