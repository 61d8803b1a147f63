package dev.mailswitch.bounce.mail;

import dev.mailswitch.bounce.Classification;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.bounce.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a mail that came back, and says whom it failed and why. Never throws for what stands in a
/// mail; thread-safe.
public final class BounceMails {

    /// What is read of a mail at most, in octets. More need not be kept in memory for it.
    public static final int MAX_OCTETS = Limits.MAIL;

    private final Classifier classifier;

    public BounceMails(Classifier classifier) {
        this.classifier = classifier;
    }

    /// @param mail as it came, from its header on, or the JSON of a notification of Amazon SES; of
    ///     more than [#MAX_OCTETS] the rest is left out
    public MailReport read(byte[] mail) {
        SesNotice bare = SesNotice.ofFile(mail);
        if (bare != null) {
            return bare.report(this);
        }
        Part whole = MimeReader.read(mail);
        Part complaint = whole.first("message/feedback-report");
        if (complaint != null) {
            return new MailReport(MailKind.ARF, Complaints.of(complaint, whole));
        }
        Part status = whole.first("message/delivery-status", "message/global-delivery-status");
        if (status != null) {
            return new MailReport(MailKind.DSN, reported(whole, status));
        }
        List<FailedRecipient> forwarded = Complaints.forwardedBy(whole);
        if (!forwarded.isEmpty()) {
            return new MailReport(MailKind.ARF, forwarded);
        }
        SesNotice notice = SesNotice.ofMail(whole);
        if (notice != null) {
            return notice.report(this);
        }
        boolean automatic = Senders.isAutomatic(whole.fields());
        if (!Senders.isForPostmaster(whole.fields()) && isBounce(whole, automatic)) {
            Part unmarked = StatusReport.unmarked(whole);
            return unmarked == null
                    ? text(whole, automatic)
                    : new MailReport(MailKind.DSN, reported(whole, unmarked));
        }
        return new MailReport(automatic ? MailKind.AUTOREPLY : MailKind.NONE, List.of());
    }

    private static boolean isBounce(Part whole, boolean automatic) {
        return Senders.isMailSystem(whole.fields())
                || !automatic
                        && (Senders.hasSubjectOfBounce(whole.fields())
                                || TextBounce.returnsMail(whole));
    }

    /// A report whose machine's part names nobody (Netscape, Gmail's "send mail as", Postfix that
    /// lost its log) is read as people read it; then the mail that came back says to whom.
    private List<FailedRecipient> reported(Part whole, Part status) {
        StatusReport report = new StatusReport(this, whole);
        if (StatusReport.namesSomebody(status)) {
            return report.failed(status);
        }
        TextBounce bounce = new TextBounce(this, whole);
        if (bounce.warns()) {
            return List.of();
        }
        List<FailedRecipient> failed = bounce.failed();
        return failed.isEmpty() ? bounce.failedOfReturned() : failed;
    }

    private MailReport text(Part whole, boolean automatic) {
        TextBounce bounce = new TextBounce(this, whole);
        if (bounce.warns()) {
            return new MailReport(MailKind.TEXT, List.of());
        }
        List<FailedRecipient> failed = bounce.failed();
        if (!failed.isEmpty()) {
            return new MailReport(MailKind.TEXT, failed);
        }
        boolean said = Senders.hasSubjectOfBounce(whole.fields());
        MailKind otherwise = automatic ? MailKind.AUTOREPLY : MailKind.NONE;
        return new MailReport(said ? MailKind.TEXT : otherwise, List.of());
    }

    /// @param status what the report says beside the text, or null
    Refusal refusal(@Nullable String status, String text) {
        Refusal read = Refusal.of(0, null, text, false);
        return read.enhanced() != null || status == null
                ? read
                : Refusal.of(read.code(), status, text, false);
    }

    Classification classify(Refusal refusal) {
        return classifier.classify(refusal);
    }

    /// Of what is said of one failure in several places, best first, the one the rules know: by
    /// its words and with a code rather than by its words, by those rather than by a code alone.
    ///
    /// @param said at least one
    Refusal clearest(List<Refusal> said) {
        Refusal best = said.getFirst();
        int most = -1;
        for (Refusal refusal : said) {
            int clear = classify(refusal).byWords() ? 2 : 0;
            clear += refusal.code() != 0 || refusal.enhanced() != null ? 1 : 0;
            if (clear > most) {
                best = refusal;
                most = clear;
            }
        }
        return best;
    }
}
