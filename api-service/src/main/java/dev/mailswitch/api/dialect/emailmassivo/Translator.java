package dev.mailswitch.api.dialect.emailmassivo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mailswitch.api.accept.Choices;
import dev.mailswitch.api.accept.Envelope;
import dev.mailswitch.api.accept.Matter;
import dev.mailswitch.api.accept.OnSuppressed;
import dev.mailswitch.api.accept.Once;
import dev.mailswitch.api.accept.Submission;
import dev.mailswitch.api.accept.TemplateRef;
import dev.mailswitch.api.accept.Tracking;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.Metadata;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns a request of EmailMassivo's door into a submission. Pure.
final class Translator {

    /// What a mail is made of; each has a route.
    enum Source {
        HTML,
        TEMPLATE
    }

    static final String NO_KEY =
            "idempotencyKey was not provided: the same mail is sent once within an hour";
    static final String KEY_IN_MAIL = "idempotencyKey inside mail is ignored: pass it beside mail";

    private static final String KEY = "idempotencyKey";

    /// Mistakes that are told at once.
    private static final int MOST_TOLD = 5;

    private Translator() {}

    static Translation translate(
            Source source, SendRequest request, GivenKey header, ForbiddenTypes forbidden) {
        SendRequest.Mail mail = request.mail();
        if (mail == null) {
            return new Translation.Wrong(told(List.of(FieldError.required("mail"))));
        }
        Findings findings = new Findings();
        Once once = once(header.and(request.idempotencyKey()), findings);
        List<CopyTo> cc = CopyTo.read("mail.cc", mail.cc(), EmailId.MAX_RECIPIENTS, findings);
        List<CopyTo> bcc = CopyTo.read("mail.bcc", mail.bcc(), EmailId.MAX_RECIPIENTS, findings);
        CustomHeaders headers = CustomHeaders.read(mail.headers(), findings);
        List<CopyTo> copies = new ArrayList<>(cc);
        copies.addAll(bcc);
        Envelope envelope =
                envelope(mail, cc, bcc, findings)
                        .replyTo(headers.replyTo())
                        .leavingOut(noAddresses(copies));
        String preheader = preheader(mail.previewTitle(), findings);
        Matter matter =
                switch (source) {
                    case HTML -> written(mail, preheader, findings);
                    case TEMPLATE -> templated(mail, preheader, findings);
                };
        if (!findings.errors().isEmpty()) {
            return new Translation.Wrong(told(findings.errors()));
        }
        AttachedFiles files = new AttachedFiles();
        files.add(mail.attachments());
        files.add(request.attachments());
        Optional<String> refusal = files.refusal(forbidden);
        if (refusal.isPresent()) {
            return new Translation.Wrong(refusal.get());
        }
        return new Translation.Done(
                Submission.of(EmailMassivoDoor.NAME, envelope, matter)
                        .with(files.with(headers.kept()).warning(headers.warnings()))
                        // Who leaves is on the list with the reason that 422 names.
                        .with(new Tracking(false, false, true))
                        .with(Choices.STANDARD.onSuppressed(OnSuppressed.REFUSE_IF_FIRST))
                        .with(once),
                copies,
                warning(once, mail));
    }

    private static List<String> noAddresses(List<CopyTo> copies) {
        return copies.stream()
                .filter(CopyTo.Invalid.class::isInstance)
                .map(copy -> ((CopyTo.Invalid) copy).text())
                .toList();
    }

    /// As `mail.to.email: must be given; mail.subject: must be given`.
    static String told(List<FieldError> errors) {
        return errors.stream()
                .limit(MOST_TOLD)
                .map(error -> error.field() + ": " + error.message())
                .collect(Collectors.joining("; "));
    }

    private static Once once(GivenKey key, Findings findings) {
        return switch (key) {
            case GivenKey.None none -> new Once.Content();
            case GivenKey.One one -> new Once.KeyAndContent(one.text());
            case GivenKey.Wrong wrong -> {
                findings.invalid(KEY, wrong.message());
                yield Once.NEVER;
            }
        };
    }

    private static @Nullable String warning(Once once, SendRequest.Mail mail) {
        if (!(once instanceof Once.Content)) {
            return null;
        }
        boolean misplaced = mail.idempotencyKey() != null && !mail.idempotencyKey().isNull();
        return misplaced ? NO_KEY + ". " + KEY_IN_MAIL : NO_KEY;
    }

    private static Envelope envelope(
            SendRequest.Mail mail, List<CopyTo> cc, List<CopyTo> bcc, Findings findings) {
        Address from = party("mail.from", mail.from(), findings);
        Address to = party("mail.to", mail.to(), findings);
        if (1 + cc.size() + bcc.size() > EmailId.MAX_RECIPIENTS) {
            findings.invalid("mail.cc", "must be at most 1,000 recipients with to and bcc");
        }
        return Envelope.to(to == null ? List.of() : List.of(to))
                .from(from)
                .copies(valid(cc), valid(bcc));
    }

    private static List<Address> valid(List<CopyTo> copies) {
        return copies.stream()
                .filter(CopyTo.Valid.class::isInstance)
                .map(copy -> ((CopyTo.Valid) copy).address())
                .toList();
    }

    private static @Nullable Address party(
            String field, SendRequest.@Nullable Party party, Findings findings) {
        @Nullable String email = party == null ? null : party.email();
        if (party == null || email == null || email.isBlank()) {
            findings.required(field + ".email");
            return null;
        }
        Address address = findings.checked(field + ".email", () -> Address.parse(email));
        String name = party.name();
        if (address == null || name == null || name.isBlank()) {
            return address;
        }
        return findings.checked(field + ".name", () -> new Address(address.email(), name));
    }

    private static @Nullable String preheader(@Nullable String given, Findings findings) {
        if (given == null || given.isBlank()) {
            return null;
        }
        return findings.checked(
                "mail.previewTitle",
                () -> Objects.requireNonNull(dev.mailswitch.model.mail.Tracking.preheader(given)));
    }

    private static Matter written(
            SendRequest.Mail mail, @Nullable String preheader, Findings findings) {
        String subject = subject(mail, findings);
        if (subject == null) {
            findings.required("mail.subject");
        }
        String html = mail.html();
        String text = mail.text();
        if (html == null || html.isEmpty()) {
            findings.required("mail.html");
        }
        findings.unicode("mail.html", html);
        findings.unicode("mail.text", text);
        return new Matter.Written(
                subject == null ? "" : subject,
                html,
                text == null || text.isEmpty() ? null : text,
                preheader);
    }

    private static Matter templated(
            SendRequest.Mail mail, @Nullable String preheader, Findings findings) {
        JsonNode number = mail.idTemplateMailUser();
        if (number == null || number.isNull()) {
            findings.required("mail.idTemplateMailUser");
        } else if (!number.isIntegralNumber()) {
            findings.invalid("mail.idTemplateMailUser", "must be a whole number");
        }
        JsonNode params = mail.params();
        if (params != null && params.isArray() && params.isEmpty()) {
            params = JsonNodeFactory.instance.objectNode(); // as PHP writes it
        }
        String vars = Metadata.variables("mail.params", params, findings);
        return new Matter.Templated(
                // Numbers begin with 1: nobody has number 0.
                new TemplateRef.Number(
                        number != null && number.canConvertToInt() ? number.intValue() : 0),
                subject(mail, findings),
                vars,
                preheader);
    }

    private static @Nullable String subject(SendRequest.Mail mail, Findings findings) {
        String subject = mail.subject();
        if (subject == null || subject.isBlank()) {
            return null;
        }
        findings.subject("mail.subject", subject);
        return subject;
    }
}
