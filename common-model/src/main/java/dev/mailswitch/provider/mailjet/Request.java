package dev.mailswitch.provider.mailjet;

import dev.mailswitch.compose.FilePart;
import dev.mailswitch.compose.Parts;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.ContentType;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Addressees;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.JsonBody;
import dev.mailswitch.provider.Limits;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Written;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A parcel as `POST /v3.1/send` with one message, so that one answer is about one mail
/// ([properties](https://dev.mailjet.com/email/reference/send-emails/#v3_1_post_send)).
final class Request {

    private static final String NAME = "Mailjet";

    /// Characters.
    private static final int MAX_SUBJECT = 255;

    /// Of headers, of attached files and of inline ones (error mj-0008).
    private static final int MAX_ITEMS = 50;

    /// Of the name of a campaign; a longer tag goes into the payload alone.
    private static final int MAX_CAMPAIGN = 255;

    /// Headers it refuses (error send-0011) that a mail of ours may have.
    private static final Set<String> REFUSED_HEADERS =
            Set.of(
                    "list-id",
                    "user-agent",
                    "x-mailer",
                    "x-feedback-id",
                    "x-csa-complaints",
                    "delivered-to",
                    "domainkey-status",
                    "received-spf");

    private static final String STEERING_HEADERS = "x-mailjet-";

    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii");

    private Request() {}

    static Written of(Parcel parcel, Account account) {
        Parts parts = Parts.of(parcel.letter().content());
        Optional<Written> tooLarge = tooLarge(parts);
        if (tooLarge.isPresent()) {
            return tooLarge.get();
        }
        return obstacle(parcel, parts)
                .<Written>map(Written.CannotCarry::of)
                .orElseGet(() -> new Written.Call(call(parcel, account, parts)));
    }

    /// Its limit is for all files together. It is taken for one before base64: where that is wrong,
    /// Mailjet says so and another provider is asked.
    private static Optional<Written> tooLarge(Parts parts) {
        long files = parts.files().stream().mapToLong(Attachment::size).sum();
        return Limits.tooLarge(
                        NAME,
                        Math.clamp(files, 0, Integer.MAX_VALUE),
                        ProviderKind.MAILJET.capabilities().maxBytes())
                .map(Written.CannotCarry::tooLarge);
    }

    private static Optional<String> obstacle(Parcel parcel, Parts parts) {
        return Stream.of(
                        Limits.onlyHidden(NAME, parcel),
                        Limits.unicodeLocalPart(NAME, parcel),
                        Limits.severalReplyTo(NAME, parcel),
                        Limits.repeatedHeader(NAME, parcel.headers()),
                        refusedHeader(parcel.headers()),
                        longSubject(parcel.letter().content()),
                        Limits.withoutWords(NAME, parts),
                        tooMany("headers", parcel.headers()),
                        tooMany("attached files", parts.attached()),
                        tooMany("inline files", parts.inline()),
                        Limits.emptyFile(NAME, parts),
                        attachedReference(parts),
                        otherCharset(parts))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> refusedHeader(List<Header> headers) {
        return headers.stream()
                .map(Header::name)
                .filter(Request::refused)
                .findFirst()
                .map(name -> NAME + " takes no header " + name);
    }

    private static boolean refused(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return REFUSED_HEADERS.contains(lower) || lower.startsWith(STEERING_HEADERS);
    }

    private static Optional<String> longSubject(Content content) {
        String subject = content.subject();
        return subject.codePointCount(0, subject.length()) > MAX_SUBJECT
                ? Optional.of(
                        "%s takes at most %d characters as subject".formatted(NAME, MAX_SUBJECT))
                : Optional.empty();
    }

    private static Optional<String> tooMany(String what, List<?> items) {
        return items.size() > MAX_ITEMS
                ? Optional.of("%s takes at most %d %s".formatted(NAME, MAX_ITEMS, what))
                : Optional.empty();
    }

    /// Its content would be an empty text, which is refused (error mj-0012).
    /// Only inline files have a field for a content id.
    private static Optional<String> attachedReference(Parts parts) {
        String html = parts.html();
        return html != null
                        && parts.attached().stream()
                                .map(Attachment::contentId)
                                .anyMatch(id -> id != null && html.contains("cid:" + id))
                ? Optional.of(NAME + " has no content ids for attached files")
                : Optional.empty();
    }

    /// It calls every text file UTF-8, whatever it is told: one in other letters could not be read.
    private static Optional<String> otherCharset(Parts parts) {
        return parts.files().stream()
                .map(file -> ContentType.parse(file.contentType()))
                .filter(type -> type.type().startsWith("text/"))
                .map(type -> type.parameters().getOrDefault("charset", "utf-8"))
                .filter(charset -> !UTF_8.contains(charset.toLowerCase(Locale.ROOT)))
                .findFirst()
                .map(charset -> NAME + " takes no text file in " + charset);
    }

    private static HttpCall call(Parcel parcel, Account account, Parts parts) {
        byte[] body =
                JsonBody.object(
                        parts.room(),
                        json ->
                                json.array(
                                        "Messages",
                                        list -> list.item(one -> message(one, parcel, parts))));
        return HttpCall.postJson(account.under("/v3.1/send"), body)
                .basic(account.required("api_key"), account.secret());
    }

    private static void message(JsonBody json, Parcel parcel, Parts parts) {
        Content content = parcel.letter().content();
        Addressees addressees = parcel.addressees();
        json.object("From", from -> mailbox(from, parcel.letter().from()));
        mailboxes(json, "To", addressees.to());
        mailboxes(json, "Cc", addressees.cc());
        mailboxes(json, "Bcc", addressees.bcc());
        for (Address replyTo : content.replyTo()) {
            json.object("ReplyTo", one -> mailbox(one, replyTo));
        }
        json.text("Subject", content.subject());
        json.text("TextPart", parts.text());
        json.text("HTMLPart", parts.html());
        // Without HTML there is nothing to track, and both are refused.
        if (parts.html() != null) {
            json.text("TrackOpens", "disabled");
            json.text("TrackClicks", "disabled");
        }
        // What looks like a placeholder is meant as it stands.
        json.flag("TemplateLanguage", false);
        headers(json, parcel.headers());
        attached(json, parcel, parts.attached());
        inlined(json, parcel, parts.inline());
        json.text("CustomID", parcel.correlation());
        tags(json, parcel.tags());
    }

    private static void mailboxes(JsonBody json, String name, List<Address> addresses) {
        if (!addresses.isEmpty()) {
            json.array(name, list -> addresses.forEach(a -> list.item(o -> mailbox(o, a))));
        }
    }

    private static void mailbox(JsonBody json, Address address) {
        json.text("Email", address.onTheWire()).text("Name", address.name());
    }

    private static void headers(JsonBody json, List<Header> headers) {
        if (!headers.isEmpty()) {
            json.object("Headers", o -> headers.forEach(h -> o.text(h.name(), h.value())));
        }
    }

    private static void attached(JsonBody json, Parcel parcel, List<Attachment> files) {
        if (!files.isEmpty()) {
            json.array(
                    "Attachments", list -> files.forEach(f -> list.item(o -> file(o, parcel, f))));
        }
    }

    private static void inlined(JsonBody json, Parcel parcel, List<Attachment> files) {
        if (!files.isEmpty()) {
            json.array(
                    "InlinedAttachments",
                    list ->
                            files.forEach(
                                    f ->
                                            list.item(
                                                    o -> {
                                                        o.text("ContentID", f.contentId());
                                                        file(o, parcel, f);
                                                    })));
        }
    }

    private static void file(JsonBody json, Parcel parcel, Attachment file) {
        json.text("ContentType", file.contentType());
        json.text("Filename", FilePart.filename(file));
        json.base64("Base64Content", parcel.files().of(file.sha256()));
    }

    /// Mailjet's statistics know one word for a mail, the campaign: the first tag. All of them come
    /// back with each event as its payload.
    private static void tags(JsonBody json, List<String> tags) {
        if (tags.isEmpty()) {
            return;
        }
        if (tags.getFirst().length() <= MAX_CAMPAIGN) {
            json.text("CustomCampaign", tags.getFirst());
        }
        byte[] payload =
                JsonBody.object(256, o -> o.array("tags", list -> tags.forEach(list::value)));
        json.text("EventPayload", new String(payload, StandardCharsets.UTF_8));
    }
}
