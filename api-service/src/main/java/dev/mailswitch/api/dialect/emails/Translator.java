package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.api.accept.Choices;
import dev.mailswitch.api.accept.Envelope;
import dev.mailswitch.api.accept.Labels;
import dev.mailswitch.api.accept.Matter;
import dev.mailswitch.api.accept.Once;
import dev.mailswitch.api.accept.Submission;
import dev.mailswitch.api.accept.Timing;
import dev.mailswitch.api.accept.Tracking;
import dev.mailswitch.api.dialect.Attachments;
import dev.mailswitch.api.dialect.CustomHeaders;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.Metadata;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.api.dialect.TemplateFields;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.OnUnknown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns a request of the native door into a submission. Pure.
final class Translator {

    private static final int MOST_TAGS = 20;
    private static final int MOST_TAG = 128;
    private static final int MOST_REPLY_TO = 25;
    static final Attachments.Limits FILES = new Attachments.Limits(5, 5 * 1024 * 1024);
    private static final Attachments.Names FILE_FIELDS =
            new Attachments.Names(
                    "filename", "content_type", "content_b64", "content_id", "disposition");
    private static final TemplateFields TEMPLATE_FIELDS =
            new TemplateFields("template_id", "template_vars");
    private static final Pattern ENVIRONMENT = Environment.NAME;

    private Translator() {}

    static Translation translate(EmailRequest request, GivenKey key) {
        return translate(request, key, null);
    }

    /// One of a batch: the key counts for each by its place.
    ///
    /// @param index from 0, or null for a mail that came alone
    static Translation translate(EmailRequest request, GivenKey key, @Nullable Integer index) {
        Findings findings = new Findings();
        Once once = (index == null ? key : key.at(index)).once(findings);
        Envelope envelope = envelope(request, findings);
        Matter matter = matter(request, findings);
        Attachments attachments = new Attachments(FILES, FILE_FIELDS, findings);
        attachments.add(
                "attachments",
                orEmpty(request.attachments()).stream().map(Translator::file).toList());
        Submission submission =
                Submission.of(EmailsDoor.NAME, envelope, matter)
                        .with(
                                attachments.with(
                                        headers(request, findings)
                                                .read(request.headers(), findings)))
                        .with(tracking(request))
                        .with(
                                new Timing(
                                        time("scheduled_at", request.scheduledAt(), findings),
                                        time("expires_at", request.expiresAt(), findings)))
                        .with(
                                new Labels(
                                        tags(orEmpty(request.tags()), findings),
                                        Metadata.canonical(request.metadata(), findings)))
                        .with(
                                Choices.STANDARD
                                        .policy(request.policy())
                                        .onUnknown(onUnknown(request.onUnknown(), findings)))
                        .with(once);
        return findings.errors().isEmpty()
                ? new Translation.Done(submission)
                : new Translation.Wrong(findings.errors());
    }

    private static Envelope envelope(EmailRequest request, Findings findings) {
        if (empty(request.to())) {
            findings.required("to");
        }
        String environment = blankIsAbsent(request.environment());
        if (environment != null && !ENVIRONMENT.matcher(environment).matches()) {
            findings.invalid("environment", "must be the name of an environment");
        }
        String from = blankIsAbsent(request.from());
        Address sender = from == null ? null : findings.checked("from_", () -> Address.parse(from));
        List<Address> replyTo = List.of();
        if (orEmpty(request.replyTo()).size() > MOST_REPLY_TO) {
            findings.invalid("reply_to", "must be at most " + MOST_REPLY_TO + " addresses");
        } else {
            replyTo = addresses("reply_to", request.replyTo(), findings);
        }
        int given =
                orEmpty(request.to()).size()
                        + orEmpty(request.cc()).size()
                        + orEmpty(request.bcc()).size();
        Envelope envelope = Envelope.to(List.of());
        if (given > EmailId.MAX_RECIPIENTS) {
            findings.invalid("to", "must be at most 1,000 recipients with cc and bcc");
        } else {
            envelope =
                    Envelope.to(addresses("to", request.to(), findings))
                            .copies(
                                    addresses("cc", request.cc(), findings),
                                    addresses("bcc", request.bcc(), findings));
        }
        return envelope.in(environment)
                .from(sender)
                .replyTo(replyTo)
                .ofDomain(blankIsAbsent(request.domainId()));
    }

    private static Tracking tracking(EmailRequest request) {
        return new Tracking(
                        Boolean.TRUE.equals(request.trackOpens()),
                        Boolean.TRUE.equals(request.trackClicks()),
                        Boolean.TRUE.equals(request.enableUnsubscribe()))
                .asked(request.trackOpens() != null, request.trackClicks() != null);
    }

    /// Raw content or a template, never both, never neither.
    private static Matter matter(EmailRequest request, Findings findings) {
        String template = blankIsAbsent(request.templateId());
        String subject = blankIsAbsent(request.subject());
        String html = emptyIsAbsent(request.html());
        String text = emptyIsAbsent(request.text());
        boolean vars = request.templateVars() != null && !request.templateVars().isEmpty();
        findings.subject("subject", subject);
        findings.unicode("html", html);
        findings.unicode("text", text);
        if (template == null) {
            if (vars) {
                TEMPLATE_FIELDS.unused(findings);
            }
            if (subject == null) {
                findings.required("subject");
            }
            if (html == null && text == null) {
                findings.invalid("html", "must be given, or text");
            }
            return new Matter.Written(subject == null ? "" : subject, html, text);
        }
        if (subject != null || html != null || text != null) {
            findings.invalid(
                    "template_id", "must not be given together with subject, html or text");
        }
        JsonNode given = vars ? EmailsJson.MAPPER.valueToTree(request.templateVars()) : null;
        return TEMPLATE_FIELDS.read(template, null, given, findings);
    }

    private static Attachments.@Nullable Given file(EmailRequest.@Nullable File file) {
        return file == null
                ? null
                : new Attachments.Given(
                        file.filename(),
                        file.contentType(),
                        file.contentB64(),
                        file.contentId(),
                        file.disposition());
    }

    private static List<Address> addresses(
            String field, @Nullable List<String> texts, Findings findings) {
        List<Address> addresses = new ArrayList<>();
        List<String> given = orEmpty(texts);
        for (int i = 0; i < given.size() && !findings.full(); i++) {
            @Nullable String text = given.get(i);
            if (text == null) {
                findings.required(field + "[" + i + "]");
            } else {
                Address address = findings.checked(field, i, () -> Address.parse(text));
                if (address != null) {
                    addresses.add(address);
                }
            }
        }
        return addresses;
    }

    private static CustomHeaders headers(EmailRequest request, Findings findings) {
        CustomHeaders headers =
                CustomHeaders.reserved(
                        (path, name) -> findings.invalid(path, "is set by Mailswitch"));
        return Boolean.TRUE.equals(request.enableUnsubscribe())
                ? headers.and(name -> name.toLowerCase(Locale.ROOT).startsWith("list-unsubscribe"))
                : headers;
    }

    private static List<String> tags(List<String> given, Findings findings) {
        if (given.size() > MOST_TAGS) {
            findings.invalid("tags", "must be at most 20");
            return List.of();
        }
        for (int i = 0; i < given.size(); i++) {
            @Nullable String tag = given.get(i);
            if (tag == null || tag.isBlank() || tag.length() > MOST_TAG) {
                findings.invalid("tags[" + i + "]", "must have 1 to 128 characters");
            } else if (tag.chars().anyMatch(Character::isISOControl)) {
                findings.invalid("tags[" + i + "]", "must not contain control characters");
            } else {
                findings.unicode("tags[" + i + "]", tag);
            }
        }
        return given.stream().filter(java.util.Objects::nonNull).distinct().toList();
    }

    private static @Nullable OnUnknown onUnknown(@Nullable String word, Findings findings) {
        if (word == null) {
            return null;
        }
        for (OnUnknown value : OnUnknown.values()) {
            if (value.word().equals(word)) {
                return value;
            }
        }
        findings.invalid("on_unknown", "must be at_least_once or at_most_once");
        return null;
    }

    private static @Nullable Instant time(String field, @Nullable String text, Findings findings) {
        if (text == null) {
            return null;
        }
        Instant at = Rfc3339.parse(text).orElse(null);
        if (at == null) {
            findings.invalid(field, "must be a time with Z or an offset, as 2026-01-31T12:00:00Z");
        }
        return at;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static boolean empty(@Nullable List<String> list) {
        return list == null || list.isEmpty();
    }

    private static @Nullable String emptyIsAbsent(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static @Nullable String blankIsAbsent(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
