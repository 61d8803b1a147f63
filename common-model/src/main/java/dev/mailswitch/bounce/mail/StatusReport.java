package dev.mailswitch.bounce.mail;

import dev.mailswitch.bounce.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The machine's part of a delivery report (RFC 3464 section 2): fields of the mail, then those of
/// each recipient, with empty lines between.
final class StatusReport {

    private static final String FINAL = "final-recipient";
    private static final String ORIGINAL = "original-recipient";

    /// Letters of a field's name, at most; a text may have a colon anywhere.
    private static final int LONGEST_NAME = 40;

    private final BounceMails mails;
    private final Part whole;

    /// What the report says to people, read when it is needed.
    private @Nullable TextBounce toPeople;

    private final List<Fields> groups = new ArrayList<>();

    /// The report is about one recipient.
    private boolean alone;

    StatusReport(BounceMails mails, Part whole) {
        this.mails = mails;
        this.whole = whole;
    }

    /// The report within a mail that does not mark it as one: its type says another thing or
    /// nothing, its boundaries do not fit, or it was pasted into a text. Null if there is none.
    static @Nullable Part unmarked(Part whole) {
        List<String> lines = whole.lines();
        int begin = -1;
        boolean reports = false;
        for (int at = 0; at < lines.size() && !(reports && ends(lines.get(at))); at++) {
            String name = name(lines.get(at));
            begin = begin < 0 && name.equals(FINAL) ? at : begin;
            reports |= begin >= 0 && (name.equals("action") || name.equals("status"));
        }
        if (!reports) {
            return null;
        }
        int end = begin;
        while (end < lines.size() && !ends(lines.get(end))) {
            end++;
        }
        return new Part(
                "message/delivery-status",
                Fields.of(List.of()),
                lines.subList(begin, end),
                List.of());
    }

    /// A boundary, or a line between what is said and the mail.
    private static boolean ends(String line) {
        return line.startsWith("--");
    }

    /// Whether there is a group for a recipient at all.
    static boolean namesSomebody(Part status) {
        return status.text()
                .lines()
                .map(StatusReport::name)
                .anyMatch(name -> name.equals(FINAL) || name.equals(ORIGINAL));
    }

    List<FailedRecipient> failed(Part status) {
        groups(status);
        alone = groups.stream().filter(group -> group.has(FINAL)).count() <= 1;
        return groups.stream()
                .map(this::recipient)
                .filter(Objects::nonNull)
                .limit(Limits.RECIPIENTS)
                .toList();
    }

    /// A group ends with an empty line, or where a second recipient is named without one.
    private void groups(Part status) {
        List<String> group = new ArrayList<>();
        boolean named = false;
        for (String line : status.text().lines().toList()) {
            boolean names = name(line).equals(FINAL);
            if (line.isBlank() || named && names) {
                end(group);
                named = false;
            }
            named |= names;
            if (!line.isBlank()) {
                group.add(line);
            }
        }
        end(group);
    }

    private void end(List<String> group) {
        if (!group.isEmpty()) {
            groups.add(Fields.of(group));
            group.clear();
        }
    }

    /// The name of the field that a line begins, empty if it begins none.
    private static String name(String line) {
        int colon = line.indexOf(':');
        return colon < 0 || colon > LONGEST_NAME
                ? ""
                : line.substring(0, colon).toLowerCase(Locale.ROOT);
    }

    /// Null for the fields of the mail, and for a recipient that has not failed.
    private @Nullable FailedRecipient recipient(Fields fields) {
        String last = Addresses.ofField(fields.first(FINAL));
        String first = Addresses.ofField(fields.first(ORIGINAL));
        String address = reachable(last, first, fields);
        String status = status(fields.first("status"));
        if (address == null || !failed(action(fields), status)) {
            return null;
        }
        List<Refusal> said =
                texts(fields, address).stream().map(text -> mails.refusal(status, text)).toList();
        // What the host said counts unless it says nothing that is known.
        Refusal refusal = mails.clearest(said);
        return new FailedRecipient(address, first, refusal, mails.classify(refusal));
    }

    /// Delayed, delivered, relayed and expanded are no failures; where the field is missing, the
    /// status tells. `expired` is SendGrid's.
    private static boolean failed(String action, @Nullable String status) {
        return action.isEmpty()
                ? status != null && status.charAt(0) == '5'
                : action.startsWith("fail") || action.startsWith("expired");
    }

    /// The final recipient; where that is a mailbox's file or a number, an address it was reached
    /// by: from the report, or the only one the mail was written to.
    private @Nullable String reachable(
            @Nullable String last, @Nullable String first, Fields fields) {
        if (last != null && last.indexOf('@') > 0) {
            return last;
        }
        String actual = Addresses.ofField(fields.first("x-actual-recipient"));
        for (String other : Arrays.asList(first, actual)) {
            if (other != null && other.indexOf('@') > 0) {
                return other;
            }
        }
        List<String> written = alone && last != null ? toPeople().ofReturned() : List.of();
        return written.size() == 1 ? written.getFirst() : last != null ? last : first;
    }

    private TextBounce toPeople() {
        if (toPeople == null) {
            toPeople = new TextBounce(mails, whole);
        }
        return toPeople;
    }

    /// Some write it once for the whole mail.
    private String action(Fields fields) {
        Fields ofMail = groups.getFirst();
        return fields.has("action") || ofMail.has(FINAL)
                ? fields.lower("action")
                : ofMail.lower("action");
    }

    /// `5.1.1` of `5.1.1 (bad destination mailbox address)`, null if it is none.
    private static @Nullable String status(@Nullable String field) {
        return field == null ? null : Refusal.of(0, null, field, false).enhanced();
    }

    /// What the host said; what the report says to people about this recipient, and of the
    /// dialogue if that was about nobody else; the comment of the status. At least one.
    private List<String> texts(Fields fields, String address) {
        List<String> texts = new ArrayList<>();
        String diagnostic = fields.first("diagnostic-code");
        if (diagnostic != null && withoutType(diagnostic).length() > 3) {
            texts.add(withoutType(diagnostic));
        }
        texts.addAll(fields.all("x400-supplementary-info"));
        texts.addAll(fields.all("x-supplementary-info"));
        addIfSaid(texts, toPeople().reasonFor(address));
        addIfSaid(texts, alone ? toPeople().transcript() : null);
        addIfSaid(texts, alone && texts.isEmpty() ? toPeople().all() : null);
        texts.add(fields.has("status") ? fields.lower("status") : "");
        return texts;
    }

    private static void addIfSaid(List<String> texts, @Nullable String text) {
        if (text != null) {
            texts.add(text);
        }
    }

    /// `smtp; 550 …`, `x-unix; user unknown`.
    private static String withoutType(String diagnostic) {
        int type = diagnostic.indexOf(';');
        boolean named = type > 0 && diagnostic.lastIndexOf(' ', type) < 0;
        return (named ? diagnostic.substring(type + 1) : diagnostic).strip();
    }
}
