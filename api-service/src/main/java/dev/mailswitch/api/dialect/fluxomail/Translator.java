package dev.mailswitch.api.dialect.fluxomail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.api.accept.Choices;
import dev.mailswitch.api.accept.Envelope;
import dev.mailswitch.api.accept.Matter;
import dev.mailswitch.api.accept.OnSuppressed;
import dev.mailswitch.api.accept.Once;
import dev.mailswitch.api.accept.Submission;
import dev.mailswitch.api.accept.Tracking;
import dev.mailswitch.api.dialect.Attachments;
import dev.mailswitch.api.dialect.CustomHeaders;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.TemplateFields;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Header;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns a send into a submission. Pure.
final class Translator {

    private static final int MOST_REPLY_TO = 25;
    private static final Attachments.Limits FILES = new Attachments.Limits(100, 5 * 1024 * 1024);
    private static final Attachments.Names FILE_FIELDS =
            new Attachments.Names(
                    "filename", "contentType", "contentBase64", "contentId", "disposition");
    private static final TemplateFields TEMPLATE_FIELDS =
            new TemplateFields("templateId", "variables");

    /// Whose address it is that a name is put to while it is looked at.
    private static final String ANYBODY = "nobody@invalid";

    private static final String ANY_TYPE = "application/octet-stream";

    private Translator() {}

    /// @param key      of header and body together
    /// @param identity that the request names, or the active one
    static Translation translate(SendRequest request, GivenKey key, Identity identity) {
        Findings findings = new Findings();
        Once once = key.once(findings);
        Envelope envelope = envelope(request, identity, findings);
        Matter matter = matter(request, findings);
        Attachments attachments = new Attachments(FILES, FILE_FIELDS, findings);
        attachments.add("attachments", files(request));
        List<String> warnings = new ArrayList<>();
        List<Header> headers = headers(warnings).read(request.headers(), findings);
        Submission submission =
                Submission.of(FluxomailDoor.NAME, envelope, matter)
                        .with(attachments.with(headers).warning(warnings))
                        .with(tracking(matter))
                        .with(
                                Choices.STANDARD
                                        .policy(blankIsAbsent(request.policyKey()))
                                        .onSuppressed(OnSuppressed.ACCEPT))
                        .with(once);
        return findings.errors().isEmpty()
                ? new Translation.Done(submission)
                : new Translation.Wrong(findings.errors());
    }

    private static Envelope envelope(SendRequest request, Identity identity, Findings findings) {
        String to = blankIsAbsent(request.to());
        if (to == null) {
            findings.required("to");
        }
        @Nullable Address recipient =
                to == null ? null : findings.checked("to", () -> Address.parse(to));
        List<Address> cc = addresses("cc", request.cc(), EmailId.MAX_RECIPIENTS, findings);
        List<Address> bcc = addresses("bcc", request.bcc(), EmailId.MAX_RECIPIENTS, findings);
        if (1 + cc.size() + bcc.size() > EmailId.MAX_RECIPIENTS) {
            findings.invalid("cc", "must be at most 1,000 recipients with to and bcc");
            cc = List.of();
            bcc = List.of();
        }
        return Envelope.to(recipient == null ? List.of() : List.of(recipient))
                .copies(cc, bcc)
                .in(identity.environment())
                .ofDomain(identity.domainId())
                .askedFor(identity.asked())
                .from(sender(request, findings))
                .named(senderName(request, findings))
                .replyTo(addresses("replyTo", request.replyTo(), MOST_REPLY_TO, findings));
    }

    /// Null for the identity's own sender.
    private static @Nullable Address sender(SendRequest request, Findings findings) {
        String email = blankIsAbsent(request.fromEmail());
        return email == null ? null : findings.checked("fromEmail", () -> Address.parse(email));
    }

    private static @Nullable String senderName(SendRequest request, Findings findings) {
        String name = blankIsAbsent(request.fromName());
        Address named =
                name == null
                        ? null
                        : findings.checked("fromName", () -> new Address(ANYBODY, name));
        return named == null ? null : named.name();
    }

    /// Text and HTML, or a template.
    private static Matter matter(SendRequest request, Findings findings) {
        String template = blankIsAbsent(request.templateId());
        String subject = blankIsAbsent(request.subject());
        String text = emptyIsAbsent(request.content());
        String html = emptyIsAbsent(request.htmlContent());
        boolean variables = request.variables() != null && !request.variables().isEmpty();
        findings.subject("subject", subject);
        findings.unicode("content", text);
        findings.unicode("htmlContent", html);
        if (template == null) {
            if (subject == null) {
                findings.required("subject");
            }
            if (text == null) {
                findings.required("content");
            }
            if (variables) {
                TEMPLATE_FIELDS.unused(findings);
            }
            return new Matter.Written(subject == null ? "" : subject, html, text);
        }
        if (text != null || html != null) {
            findings.invalid(
                    "templateId", "must not be given together with content or htmlContent");
        }
        JsonNode given = variables ? FluxomailJson.MAPPER.valueToTree(request.variables()) : null;
        return TEMPLATE_FIELDS.read(template, subject, given, findings);
    }

    /// Into HTML only, so a mail that has none need not be made for each recipient anew.
    private static Tracking tracking(Matter matter) {
        return switch (matter) {
            case Matter.Written written ->
                    written.html() == null ? Tracking.NONE : new Tracking(true, true, false);
            case Matter.Templated templated -> new Tracking(true, true, false);
        };
    }

    private static List<Address> addresses(
            String field, @Nullable JsonNode given, int most, Findings findings) {
        if (given == null || given.isNull() || (given.isTextual() && given.asText().isBlank())) {
            return List.of();
        }
        if (given.isTextual()) {
            Address address = findings.checked(field, () -> Address.parse(given.asText()));
            return address == null ? List.of() : List.of(address);
        }
        if (!given.isArray()) {
            findings.invalid(field, "must be an address or a list of addresses");
            return List.of();
        }
        if (given.size() > most) {
            findings.invalid(field, "must be at most %,d addresses".formatted(most));
            return List.of();
        }
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < given.size() && !findings.full(); i++) {
            JsonNode element = given.get(i);
            if (element.isTextual()) {
                Address address = findings.checked(field, i, () -> Address.parse(element.asText()));
                if (address != null) {
                    addresses.add(address);
                }
            } else {
                findings.invalid(field + "[" + i + "]", "must be an address");
            }
        }
        return addresses;
    }

    /// Without those that Mailswitch sets itself: they are left out, and the timeline says so.
    private static CustomHeaders headers(List<String> warnings) {
        return CustomHeaders.reserved(
                (path, name) -> warnings.add("The header %s was left out".formatted(name)));
    }

    private static List<Attachments.@Nullable Given> files(SendRequest request) {
        List<Attachments.@Nullable Given> files = new ArrayList<>();
        if (request.attachments() != null) {
            request.attachments().forEach(file -> files.add(file(file)));
        }
        return files;
    }

    private static Attachments.@Nullable Given file(SendRequest.@Nullable File file) {
        return file == null
                ? null
                : new Attachments.Given(
                        file.filename(), type(file), file.contentBase64(), null, null);
    }

    private static String type(SendRequest.File file) {
        String given = blankIsAbsent(file.contentType());
        if (given != null) {
            return given;
        }
        String guessed =
                file.filename() == null
                        ? null
                        : URLConnection.getFileNameMap().getContentTypeFor(file.filename());
        return guessed == null ? ANY_TYPE : guessed;
    }

    private static @Nullable String emptyIsAbsent(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static @Nullable String blankIsAbsent(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
