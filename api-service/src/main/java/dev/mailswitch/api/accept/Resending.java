package dev.mailswitch.api.accept;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.Contents;
import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.ledger.reading.MailDetail;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.RecipientKind;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sends a mail again: a new mail with the content of the first, through the same environment, with
/// an id, a Message-ID and a lifetime of its own.
@Singleton
public class Resending {

    /// What came of it.
    public sealed interface Result {

        record Answered(Answer answer) implements Result {}

        /// The environment it went through was deleted.
        record Homeless() implements Result {}

        /// The first is still under way.
        record Open() implements Result {}

        /// What it said is no longer kept.
        record Gone() implements Result {}

        /// The selection has nobody in it.
        record Nobody() implements Result {}
    }

    private final Acceptor acceptor;
    private final Contents contents;
    private final LiveDirectory directory;

    Resending(Acceptor acceptor, Contents contents, LiveDirectory directory) {
        this.acceptor = acceptor;
        this.contents = contents;
        this.directory = directory;
    }

    /// @param first a mail the caller may see
    public Result resend(
            Caller caller, String door, MailDetail first, Selection selection, Once once)
            throws SQLException {
        Mail mail = first.mail();
        Optional<Environment> environment = directory.now().environment(mail.environmentId());
        if (environment.isEmpty()) {
            return new Result.Homeless();
        }
        // The answer that was given before it was refused goes first, as everywhere.
        Submission asked =
                Submission.of(
                                door,
                                Envelope.to(List.of()).in(environment.get().name()),
                                new Matter.Written("", null, null))
                        .with(once)
                        .repeating(new Resend(mail.id(), selection.word()));
        Optional<Answer> earlier = acceptor.earlier(caller, asked);
        if (earlier.isPresent()) {
            return new Result.Answered(earlier.get());
        }
        if (mail.status().open()) {
            return new Result.Open();
        }
        if (mail.recipients().stream().noneMatch(selection::has)) {
            return new Result.Nobody();
        }
        Content content = first.content();
        if (content == null || !contents.kept(caller.organisation(), digests(content))) {
            return new Result.Gone();
        }
        return new Result.Answered(
                acceptor.accept(caller, again(asked, first, content, selection)));
    }

    private static List<String> digests(Content content) {
        return content.attachments().stream().map(Attachment::sha256).toList();
    }

    private static Submission again(
            Submission asked, MailDetail first, Content content, Selection selection) {
        Mail mail = first.mail();
        Submission again =
                Submission.of(
                                asked.door(),
                                Envelope.to(chosen(mail, RecipientKind.TO, selection))
                                        .copies(
                                                chosen(mail, RecipientKind.CC, selection),
                                                chosen(mail, RecipientKind.BCC, selection))
                                        .in(asked.envelope().environment())
                                        .from(mail.from())
                                        .replyTo(content.replyTo()),
                                new Matter.Written(
                                        content.subject(),
                                        content.html(),
                                        content.text(),
                                        content.tracking().preheader(),
                                        mail.templateId()))
                        // The bytes of its files are still there.
                        .with(new Parts(content.headers().all(), content.attachments(), Map.of()))
                        .with(
                                new Tracking(
                                                content.tracking().opens(),
                                                content.tracking().clicks(),
                                                content.tracking().unsubscribe(),
                                                content.tracking().textAsHtml())
                                        .asked(true, true))
                        .with(new Labels(mail.tags(), mail.metadataJson()))
                        .with(
                                Choices.STANDARD
                                        .policy(mail.policy(), first.rules().lane())
                                        .onUnknown(first.rules().onUnknown()))
                        .with(asked.once());
        return asked.resend() == null ? again : again.repeating(asked.resend());
    }

    private static List<Address> chosen(Mail mail, RecipientKind kind, Selection selection) {
        return mail.recipients(kind).filter(selection::has).map(Mail.Addressee::address).toList();
    }
}
