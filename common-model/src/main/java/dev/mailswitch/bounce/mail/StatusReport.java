package dev.mailswitch.bounce.mail;

import dev.mailswitch.bounce.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The machine's part of a delivery report (RFC 3464 section 2): fields of the mail, then those of
/// each recipient, with empty lines between.
final class StatusReport {

    private final BounceMails mails;
    private final Part whole;

    /// What the report says to people, read when it is needed.
    private @Nullable TextBounce toPeople;

    StatusReport(BounceMails mails, Part whole) {
        this.mails = mails;
        this.whole = whole;
    }

    List<FailedRecipient> failed(Part status) {
        List<FailedRecipient> failed = new ArrayList<>();
        List<String> group = new ArrayList<>();
        for (String line : (status.text() + "\n\n").lines().toList()) {
            if (!line.isBlank()) {
                group.add(line);
                continue;
            }
            FailedRecipient recipient = group.isEmpty() ? null : recipient(Fields.of(group));
            if (recipient != null && failed.size() < Limits.RECIPIENTS) {
                failed.add(recipient);
            }
            group.clear();
        }
        return failed;
    }

    /// Null for the fields of the mail, and for a recipient that has not failed.
    private @Nullable FailedRecipient recipient(Fields fields) {
        String last = Addresses.ofField(fields.first("final-recipient"));
        String first = Addresses.ofField(fields.first("original-recipient"));
        String address = last != null ? last : first;
        String status = status(fields.first("status"));
        if (address == null || !failed(fields.lower("action"), status)) {
            return null;
        }
        Refusal refusal = mails.refusal(status, text(fields, address));
        return new FailedRecipient(address, first, refusal, mails.classify(refusal));
    }

    /// Delayed, delivered, relayed and expanded are no failures; where the field is missing, the
    /// status tells.
    private static boolean failed(String action, @Nullable String status) {
        return action.isEmpty()
                ? status != null && status.charAt(0) == '5'
                : action.startsWith("fail");
    }

    /// `5.1.1` of `5.1.1 (bad destination mailbox address)`, null if it is none.
    private static @Nullable String status(@Nullable String field) {
        return field == null ? null : Refusal.of(0, null, field, false).enhanced();
    }

    /// What the host said; else what the report says to people about this recipient, else the
    /// comment of the status.
    private String text(Fields fields, String address) {
        String diagnostic = fields.first("diagnostic-code");
        if (diagnostic != null && withoutType(diagnostic).length() > 3) {
            return withoutType(diagnostic);
        }
        if (toPeople == null) {
            toPeople = new TextBounce(mails, whole);
        }
        String read = toPeople.reasonFor(address);
        String comment = fields.first("status");
        return read != null ? read : comment == null ? "" : comment;
    }

    /// `smtp; 550 …`, `x-unix; user unknown`.
    private static String withoutType(String diagnostic) {
        int type = diagnostic.indexOf(';');
        boolean named = type > 0 && diagnostic.lastIndexOf(' ', type) < 0;
        return (named ? diagnostic.substring(type + 1) : diagnostic).strip();
    }
}
