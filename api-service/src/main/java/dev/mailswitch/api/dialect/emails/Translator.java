package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.accept.Policy;
import dev.mailswitch.api.accept.Submission;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.model.mail.ReservedHeaders;
import dev.mailswitch.model.mail.Tracking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns a request of the native door into a submission. Pure.
final class Translator {

    /// The door's name: the scope of its idempotency keys and a label of metrics.
    static final String DOOR = "emails";

    private static final int MOST_TAGS = 20;
    private static final int MOST_TAG = 128;
    private static final Pattern ENVIRONMENT = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private Translator() {}

    /// @param domain         the name of the domain that `domain_id` stands for, or null
    /// @param idempotencyKey from the header, or null
    static Translation translate(
            EmailRequest request, @Nullable String domain, @Nullable String idempotencyKey) {
        Findings findings = new Findings();
        notServedYet(request, findings);
        String subject = content(request, findings);
        List<Address> to = addresses("to", request.to(), findings);
        List<Address> cc = addresses("cc", request.cc(), findings);
        List<Address> bcc = addresses("bcc", request.bcc(), findings);
        if (empty(request.to())) {
            findings.required("to");
        }
        Files files = Files.of(orEmpty(request.attachments()), findings);
        String environment = blankIsAbsent(request.environment());
        if (environment != null && !ENVIRONMENT.matcher(environment).matches()) {
            findings.invalid("environment", "must be the name of an environment");
        }
        String from = blankIsAbsent(request.from());
        Submission submission =
                new Submission(
                        DOOR,
                        environment,
                        from == null ? null : findings.checked("from_", () -> Address.parse(from)),
                        domain,
                        to,
                        cc,
                        bcc,
                        addresses("reply_to", request.replyTo(), findings),
                        subject,
                        emptyIsAbsent(request.html()),
                        emptyIsAbsent(request.text()),
                        headers(
                                request.headers(),
                                Boolean.TRUE.equals(request.enableUnsubscribe()),
                                findings),
                        files.attachments(),
                        tags(orEmpty(request.tags()), findings),
                        Metadata.canonical(request.metadata(), findings),
                        policy(request.policy(), findings),
                        time("scheduled_at", request.scheduledAt(), findings),
                        time("expires_at", request.expiresAt(), findings),
                        onUnknown(request.onUnknown(), findings),
                        idempotencyKey,
                        files.bytes(),
                        tracking(request));
        return findings.errors().isEmpty()
                ? new Translation.Done(submission)
                : new Translation.Wrong(findings.errors());
    }

    /// What the door documents and this release does not do is refused, not left out in silence.
    private static void notServedYet(EmailRequest request, Findings findings) {
        if (blankIsAbsent(request.templateId()) != null) {
            findings.invalid(
                    "template_id", "is not served by this release: send subject, html and text");
        } else if (request.templateVars() != null && !request.templateVars().isEmpty()) {
            findings.invalid("template_vars", "needs a template_id");
        }
    }

    private static Tracking tracking(EmailRequest request) {
        return new Tracking(
                Boolean.TRUE.equals(request.trackOpens()),
                Boolean.TRUE.equals(request.trackClicks()),
                Boolean.TRUE.equals(request.enableUnsubscribe()),
                false,
                null);
    }

    private static String content(EmailRequest request, Findings findings) {
        boolean template = blankIsAbsent(request.templateId()) != null;
        String subject = blankIsAbsent(request.subject());
        if (!template) {
            if (subject == null) {
                findings.required("subject");
            }
            if (emptyIsAbsent(request.html()) == null && emptyIsAbsent(request.text()) == null) {
                findings.invalid("html", "or text must be given");
            }
        }
        if (subject != null) {
            findings.checked("subject", () -> probe(subject));
            return subject;
        }
        return "";
    }

    private static Content probe(String subject) {
        return new Content(subject, null, null, List.of(), Headers.NONE, List.of());
    }

    private static List<Address> addresses(
            String field, @Nullable List<String> texts, Findings findings) {
        List<Address> addresses = new ArrayList<>();
        List<String> given = orEmpty(texts);
        for (int i = 0; i < given.size(); i++) {
            @Nullable String text = given.get(i);
            String path = "%s[%d]".formatted(field, i);
            if (text == null) {
                findings.required(path);
            } else {
                Address address = findings.checked(path, () -> Address.parse(text));
                if (address != null) {
                    addresses.add(address);
                }
            }
        }
        return addresses;
    }

    private static List<Header> headers(
            @Nullable Map<String, String> given, boolean unsubscribe, Findings findings) {
        List<Header> headers = new ArrayList<>();
        if (given == null) {
            return headers;
        }
        if (given.size() > Headers.MAX) {
            findings.invalid("headers", "must be at most 50");
            return headers;
        }
        given.forEach(
                (name, value) -> {
                    String path = "headers." + (name.length() > 64 ? "…" : name);
                    boolean ours =
                            unsubscribe
                                    && name.toLowerCase(Locale.ROOT).startsWith("list-unsubscribe");
                    if (ours || ReservedHeaders.contains(name)) {
                        findings.invalid(path, "is set by Mailswitch");
                    } else if (value == null) {
                        findings.required(path);
                    } else {
                        Header header = findings.checked(path, () -> new Header(name, value));
                        if (header != null) {
                            headers.add(header);
                        }
                    }
                });
        return headers;
    }

    private static List<String> tags(List<String> given, Findings findings) {
        if (given.size() > MOST_TAGS) {
            findings.invalid("tags", "must be at most 20");
            return List.of();
        }
        for (int i = 0; i < given.size(); i++) {
            @Nullable String tag = given.get(i);
            String path = "tags[%d]".formatted(i);
            if (tag == null || tag.isBlank() || tag.length() > MOST_TAG) {
                findings.invalid(path, "must have 1 to 128 characters");
            } else {
                // What may stand in a header may stand in a tag.
                findings.checked(path, () -> new Header("Tag", tag));
            }
        }
        return given.stream().filter(java.util.Objects::nonNull).distinct().toList();
    }

    private static @Nullable Policy policy(@Nullable String word, Findings findings) {
        if (word == null) {
            return null;
        }
        Policy policy = Policy.ofWord(word).orElse(null);
        if (policy == null) {
            findings.invalid("policy", "must be transactional, bulk or urgent");
        }
        return policy;
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
