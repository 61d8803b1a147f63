package dev.mailswitch.api.dialect.flute;

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
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.mail.Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns a request of the Flute door into a submission. Pure.
final class Translator {

    private static final int MOST_PERSON = 1_024;

    /// The body's own limit is what bounds them.
    private static final Attachments.Limits FILES = new Attachments.Limits(500, FluteDoor.BODY);

    private static final Attachments.Names FILE_FIELDS =
            new Attachments.Names("name", "type", "data", "name", "name");

    /// Names that are content ids as they are.
    private static final Pattern CONTENT_ID = Pattern.compile("[A-Za-z0-9._@+-]{1,200}");

    /// Opens always, and text becomes HTML so that they can be seen: the document promises both.
    private static final Tracking TRACKING = new Tracking(true, false, false, true);

    private static final Choices CHOICES =
            Choices.STANDARD.onSuppressed(OnSuppressed.ACCEPT).needsProvider(true);

    private Translator() {}

    static Translation translate(FluteRequest request, GivenKey key) {
        Findings findings = new Findings();
        Once once = key.once(findings);
        Envelope envelope = envelope(request, findings);
        Matter matter = matter(request, findings);
        Attachments files = new Attachments(FILES, FILE_FIELDS, findings);
        files.add(
                "attachments",
                orEmpty(request.attachments()).stream().map(Translator::attached).toList());
        files.add("images", orEmpty(request.images()).stream().map(Translator::inline).toList());
        Submission submission =
                Submission.of(FluteDoor.NAME, envelope, matter)
                        .with(files.with(headers(findings).read(request.headers(), findings)))
                        .with(TRACKING)
                        .with(CHOICES)
                        .with(once);
        return findings.errors().isEmpty()
                ? new Translation.Done(submission)
                : new Translation.Wrong(findings.errors());
    }

    /// The environment is the key's or stands beside it, and the sender is the environment's.
    private static Envelope envelope(FluteRequest request, Findings findings) {
        if (orEmpty(request.to()).isEmpty()) {
            findings.required("to");
        }
        int given =
                orEmpty(request.to()).size()
                        + orEmpty(request.cc()).size()
                        + orEmpty(request.bcc()).size();
        if (given > EmailId.MAX_RECIPIENTS) {
            findings.invalid("to", "must be at most 1,000 recipients with cc and bcc");
            return Envelope.to(List.of());
        }
        return Envelope.to(people("to", request.to(), findings))
                .copies(
                        people("cc", request.cc(), findings),
                        people("bcc", request.bcc(), findings))
                .replyTo(replyTo(request.replyTo(), findings));
    }

    private static List<Address> replyTo(@Nullable String given, Findings findings) {
        if (given == null || given.isBlank()) {
            return List.of();
        }
        Address address = findings.checked("reply_to", () -> Address.parse(given));
        return address == null ? List.of() : List.of(address);
    }

    /// One, or none after noting why.
    private static List<Address> person(
            String field, FluteRequest.@Nullable Person person, int index, Findings findings) {
        String path = field + "[" + index + "]";
        if (person == null) {
            findings.required(path);
            return List.of();
        }
        String email = person.email();
        if (email == null || email.isBlank()) {
            findings.required(path + ".email");
            return List.of();
        }
        String name = person.name() == null ? "" : person.name();
        if (octets(name) + octets(email) > MOST_PERSON) {
            findings.invalid(path, "must not exceed 1024 bytes in name and email");
            return List.of();
        }
        Address address = findings.checked(path + ".email", () -> Address.parse(email));
        if (address == null || name.isBlank()) {
            return address == null ? List.of() : List.of(address);
        }
        findings.unicode(path + ".name", name);
        Address named = findings.checked(path + ".name", () -> new Address(address.email(), name));
        return named == null ? List.of() : List.of(named);
    }

    private static List<Address> people(
            String field, @Nullable List<FluteRequest.Person> given, Findings findings) {
        List<Address> addresses = new ArrayList<>();
        List<FluteRequest.Person> people = orEmpty(given);
        for (int i = 0; i < people.size() && !findings.full(); i++) {
            addresses.addAll(person(field, people.get(i), i, findings));
        }
        return addresses;
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /// A mail without text and HTML is legal here.
    private static Matter matter(FluteRequest request, Findings findings) {
        String subject = request.subject();
        String html = emptyIsAbsent(request.html());
        String text = emptyIsAbsent(request.text());
        findings.unicode("html", html);
        findings.unicode("text", text);
        if (subject == null || subject.isBlank()) {
            findings.invalid("subject", "must be a non-empty string");
            return new Matter.Written("", html, text);
        }
        findings.subject("subject", subject);
        return new Matter.Written(subject, html, text);
    }

    private static Attachments.@Nullable Given attached(FluteRequest.@Nullable File file) {
        return file == null
                ? null
                : new Attachments.Given(file.name(), file.type(), file.data(), null, null);
    }

    private static Attachments.@Nullable Given inline(FluteRequest.@Nullable File file) {
        return file == null
                ? null
                : new Attachments.Given(
                        file.name(), file.type(), file.data(), contentId(file.name()), "inline");
    }

    /// The name itself, where it can be one; the HTML refers to it by name in any case.
    private static @Nullable String contentId(@Nullable String name) {
        if (name == null || name.isBlank() || CONTENT_ID.matcher(name).matches()) {
            return name;
        }
        return "image-" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private static CustomHeaders headers(Findings findings) {
        return CustomHeaders.reserved(
                (path, name) -> findings.invalid(path, "is not allowed here"));
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static @Nullable String emptyIsAbsent(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
