package dev.mailswitch.provider.sendgrid;

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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A parcel as `POST /v3/mail/send` with one personalization: each of these is a mail of its own,
/// whose recipients see each other. The same parcel has the same body to the byte.
final class Request {

    private static final String NAME = "SendGrid";

    /// Under which name our correlation comes back, at the top of each event.
    static final String CORRELATION = "mailswitch";

    private static final int MOST_CATEGORIES = 10;
    private static final int MOST_CATEGORY = 255;

    /// Of the names that SendGrid keeps for itself, those that Mailswitch does not keep as well.
    private static final Set<String> RESERVED = Set.of("x-sg-id", "x-sg-eid");

    /// Text files go out as UTF-8 there, whatever their type says.
    private static final Set<String> CHARSETS = Set.of("utf-8", "us-ascii");

    private Request() {}

    static Written of(Parcel parcel, Account account) {
        Parts parts = Parts.of(parcel.letter().content());
        Optional<String> obstacle = obstacle(parcel, parts);
        if (obstacle.isPresent()) {
            return Written.CannotCarry.of(obstacle.get());
        }
        byte[] body = body(parcel, parts);
        long most = ProviderKind.SENDGRID.capabilities().maxBytes();
        return Limits.tooLarge(NAME, body.length, most)
                .<Written>map(Written.CannotCarry::tooLarge)
                .orElseGet(() -> new Written.Call(call(account, body)));
    }

    private static HttpCall call(Account account, byte[] body) {
        return HttpCall.postJson(account.under("/v3/mail/send"), body).bearer(account.secret());
    }

    private static Optional<String> obstacle(Parcel parcel, Parts parts) {
        return Stream.of(
                        Limits.onlyHidden(NAME, parcel),
                        Limits.unicodeLocalPart(NAME, parcel),
                        Limits.repeatedHeader(NAME, parcel.headers()),
                        reservedHeader(parcel),
                        repeatedAddress(parcel),
                        Limits.withoutSubject(NAME, parcel),
                        Limits.withoutWords(NAME, parts),
                        Limits.emptyFile(NAME, parts),
                        parameters(parts),
                        categories(parcel))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> reservedHeader(Parcel parcel) {
        return parcel.headers().stream()
                .map(Header::name)
                .filter(name -> RESERVED.contains(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .map(name -> NAME + " keeps this header for itself: " + name);
    }

    /// One that stands twice is a 400, whatever the lists and the case of its letters.
    private static Optional<String> repeatedAddress(Parcel parcel) {
        Set<String> seen = new HashSet<>();
        return parcel.addressees().all().stream().allMatch(address -> seen.add(address.key()))
                ? Optional.empty()
                : Optional.of(NAME + " takes no address twice in To, Cc and Bcc");
    }

    /// A type there is `type/subtype` and nothing else; without its method an invitation is none.
    private static Optional<String> parameters(Parts parts) {
        return parts.files().stream()
                .flatMap(
                        file ->
                                ContentType.parse(file.contentType())
                                        .parameters()
                                        .entrySet()
                                        .stream())
                .filter(parameter -> !implied(parameter))
                .findFirst()
                .map(
                        parameter ->
                                "%s takes no %s in the type of a file"
                                        .formatted(NAME, parameter.getKey()));
    }

    private static boolean implied(Map.Entry<String, String> parameter) {
        return parameter.getKey().equals("charset")
                && CHARSETS.contains(parameter.getValue().toLowerCase(Locale.ROOT));
    }

    private static Optional<String> categories(Parcel parcel) {
        List<String> tags = parcel.tags().stream().distinct().toList();
        if (tags.size() > MOST_CATEGORIES) {
            return Optional.of("%s takes at most %d tags".formatted(NAME, MOST_CATEGORIES));
        }
        return tags.stream().anyMatch(tag -> tag.length() > MOST_CATEGORY)
                ? Optional.of(
                        "%s takes no tag of more than %d characters".formatted(NAME, MOST_CATEGORY))
                : Optional.empty();
    }

    private static byte[] body(Parcel parcel, Parts parts) {
        Content content = parcel.letter().content();
        return JsonBody.object(
                parts.room(),
                json -> {
                    json.array(
                            "personalizations",
                            list -> list.item(envelope -> envelope(envelope, parcel)));
                    json.object("from", from -> mailbox(from, parcel.letter().from()));
                    replyTo(json, content.replyTo());
                    json.text("subject", content.subject());
                    json.array("content", list -> words(list, parts));
                    json.object("headers", headers -> headers(headers, parcel));
                    attachments(json, parcel, parts);
                    tags(json, parcel);
                    switchedOff(json);
                });
    }

    private static void envelope(JsonBody json, Parcel parcel) {
        Addressees addressees = parcel.addressees();
        recipients(json, "to", addressees.to());
        recipients(json, "cc", addressees.cc());
        recipients(json, "bcc", addressees.bcc());
        json.object("custom_args", args -> args.text(CORRELATION, parcel.correlation()));
    }

    private static void recipients(JsonBody json, String name, List<Address> addresses) {
        if (!addresses.isEmpty()) {
            json.array(
                    name,
                    list ->
                            addresses.forEach(
                                    address -> list.item(item -> recipient(item, address))));
        }
    }

    /// A name of a recipient is copied into the header as it is, so that `Doe, Jane` would become
    /// two addresses ([known since 2017](https://github.com/sendgrid/sendgrid-python/issues/291));
    /// between quotes it is one. The names of From and Reply-To are quoted there.
    private static void recipient(JsonBody json, Address address) {
        String name = address.name();
        json.text("email", address.onTheWire());
        json.text("name", name == null || atoms(name) ? name : quoted(name));
    }

    private static boolean atoms(String name) {
        return name.chars().noneMatch(c -> "()<>[]:;@\\,\"".indexOf(c) >= 0);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static void mailbox(JsonBody json, Address address) {
        json.text("email", address.onTheWire());
        json.text("name", address.name());
    }

    /// The two fields exclude each other, and the list takes no address twice.
    private static void replyTo(JsonBody json, List<Address> addresses) {
        Set<String> seen = new HashSet<>();
        List<Address> once = addresses.stream().filter(a -> seen.add(a.key())).toList();
        if (once.size() == 1) {
            json.object("reply_to", item -> mailbox(item, once.getFirst()));
        } else if (!once.isEmpty()) {
            json.array(
                    "reply_to_list",
                    list -> once.forEach(address -> list.item(item -> mailbox(item, address))));
        }
    }

    /// In the order SendGrid demands.
    private static void words(JsonBody json, Parts parts) {
        words(json, "text/plain", parts.text());
        words(json, "text/html", parts.html());
    }

    private static void words(JsonBody json, String type, @Nullable String value) {
        if (value != null) {
            json.item(part -> part.text("type", type).text("value", value));
        }
    }

    private static void headers(JsonBody json, Parcel parcel) {
        for (Header header : parcel.headers()) {
            json.text(header.name(), AsciiText.header(header.value()));
        }
    }

    private static void attachments(JsonBody json, Parcel parcel, Parts parts) {
        if (parts.inline().isEmpty() && parts.attached().isEmpty()) {
            return;
        }
        json.array(
                "attachments",
                list -> {
                    parts.inline().forEach(f -> list.item(o -> file(o, parcel, f, "inline")));
                    parts.attached().forEach(f -> list.item(o -> file(o, parcel, f, "attachment")));
                });
    }

    private static void file(JsonBody json, Parcel parcel, Attachment file, String disposition) {
        json.base64("content", parcel.files().of(file.sha256()));
        json.text("type", ContentType.parse(file.contentType()).type());
        json.text("filename", AsciiText.filename(FilePart.filename(file)));
        json.text("disposition", disposition);
        json.text("content_id", file.contentId());
    }

    private static void tags(JsonBody json, Parcel parcel) {
        if (!parcel.tags().isEmpty()) {
            json.array(
                    "categories", list -> parcel.tags().stream().distinct().forEach(list::value));
        }
    }

    /// Whatever the account is set to: Mailswitch tracks by itself, and the mail goes out as it is.
    private static void switchedOff(JsonBody json) {
        json.object("mail_settings", settings -> disabled(settings, "footer"));
        json.object(
                "tracking_settings",
                settings -> {
                    settings.object(
                            "click_tracking",
                            clicks -> clicks.flag("enable", false).flag("enable_text", false));
                    disabled(settings, "open_tracking");
                    disabled(settings, "subscription_tracking");
                    disabled(settings, "ganalytics");
                });
    }

    private static void disabled(JsonBody json, String setting) {
        json.object(setting, off -> off.flag("enable", false));
    }
}
