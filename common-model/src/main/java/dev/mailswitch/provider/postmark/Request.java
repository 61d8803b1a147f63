package dev.mailswitch.provider.postmark;

import dev.mailswitch.compose.FilePart;
import dev.mailswitch.compose.Parts;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Addressees;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.JsonBody;
import dev.mailswitch.provider.Limits;
import dev.mailswitch.provider.Mailbox;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Written;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A parcel as `POST /email`, one mail a call: the call for many answers 200 whatever became of
/// them. There is no idempotency key to send.
final class Request {

    private static final String NAME = "Postmark";

    /// In characters of UTF-16, as Postmark counts them.
    private static final int LONGEST_FROM = 255;

    private static final int LONGEST_SUBJECT = 2_000;
    private static final int LONGEST_TAG = 1_000;

    /// Of the text and of the HTML, each.
    private static final int MOST_OF_A_BODY = 5 * 1024 * 1024;

    /// Files by their extension
    /// ([list](https://postmarkapp.com/developer/user-guide/send-email-with-api)).
    private static final Set<String> FORBIDDEN =
            Set.of(
                    "vbs", "exe", "bin", "bat", "chm", "com", "cpl", "crt", "hlp", "hta", "inf",
                    "ins", "isp", "jse", "lnk", "mdb", "pcd", "pif", "reg", "scr", "sct", "shs",
                    "vbe", "vba", "wsf", "wsh", "wsl", "msc", "msi", "msp", "mst");

    private Request() {}

    static Written of(Parcel parcel, Account account) {
        Parts parts = Parts.of(parcel.letter().content());
        Map<String, String> metadata = Metadata.of(parcel);
        Optional<String> obstacle = obstacle(parcel, parts, metadata);
        if (obstacle.isPresent()) {
            return Written.CannotCarry.of(obstacle.get());
        }
        byte[] body = body(parcel, parts, metadata, account.required(Postmark.STREAM));
        return tooLarge(parts, body.length)
                .<Written>map(Written.CannotCarry::tooLarge)
                .orElseGet(() -> new Written.Call(call(account, body)));
    }

    private static HttpCall call(Account account, byte[] body) {
        return HttpCall.postJson(account.under("/email"), body)
                .with(Postmark.TOKEN, account.secret());
    }

    private static Optional<String> obstacle(
            Parcel parcel, Parts parts, Map<String, String> metadata) {
        return Stream.of(
                        Limits.onlyHidden(NAME, parcel),
                        Limits.unicodeLocalPart(NAME, parcel),
                        Limits.withoutWords(NAME, parts),
                        forbidden(parts),
                        tooLong("From", Mailbox.text(parcel.letter().from()), LONGEST_FROM),
                        tooLong("subject", parcel.letter().content().subject(), LONGEST_SUBJECT),
                        tooLong("tag", tag(parcel), LONGEST_TAG),
                        Metadata.obstacle(metadata))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> forbidden(Parts parts) {
        return parts.files().stream()
                .map(Request::type)
                .filter(FORBIDDEN::contains)
                .findFirst()
                .map(extension -> NAME + " takes no file of the type ." + extension);
    }

    /// A name without a dot may be read as an extension there.
    private static String type(Attachment file) {
        String ending = FilePart.ending(file);
        return ending.isEmpty()
                ? FilePart.filename(file).replace(".", "").toLowerCase(Locale.ROOT)
                : ending;
    }

    private static Optional<String> tooLong(String what, @Nullable String value, int most) {
        return value != null && value.length() > most
                ? Optional.of(
                        "%s takes no %s of more than %d characters".formatted(NAME, what, most))
                : Optional.empty();
    }

    private static Optional<String> tooLarge(Parts parts, int body) {
        return Stream.of(
                        Limits.tooLarge(NAME + " (text)", octets(parts.text()), MOST_OF_A_BODY),
                        Limits.tooLarge(NAME + " (HTML)", octets(parts.html()), MOST_OF_A_BODY),
                        Limits.tooLarge(
                                NAME, body, ProviderKind.POSTMARK.capabilities().maxBytes()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static byte[] body(
            Parcel parcel, Parts parts, Map<String, String> metadata, String stream) {
        Content content = parcel.letter().content();
        Addressees addressees = parcel.addressees();
        return JsonBody.object(
                parts.room(),
                json -> {
                    json.text("From", Mailbox.text(parcel.letter().from()));
                    json.text("To", mailboxes(addressees.to()));
                    json.text("Cc", mailboxes(addressees.cc()));
                    json.text("Bcc", mailboxes(addressees.bcc()));
                    json.text("ReplyTo", mailboxes(content.replyTo()));
                    json.text("Subject", content.subject());
                    json.text("HtmlBody", parts.html());
                    json.text("TextBody", parts.text());
                    json.array("Headers", list -> headers(list, parcel.headers()));
                    attachments(json, parcel, parts);
                    json.text("Tag", tag(parcel));
                    json.object("Metadata", fields -> metadata.forEach(fields::text));
                    json.text("MessageStream", stream);
                    // Mailswitch tracks itself. What the server's own settings switch on for opens,
                    // no mail can switch off.
                    json.flag("TrackOpens", false);
                    json.text("TrackLinks", "None");
                });
    }

    /// As one text, or null for nobody.
    private static @Nullable String mailboxes(List<Address> addresses) {
        return addresses.isEmpty()
                ? null
                : addresses.stream().map(Mailbox::text).collect(Collectors.joining(", "));
    }

    private static void headers(JsonBody list, List<Header> headers) {
        for (Header header : headers) {
            list.item(o -> o.text("Name", header.name()).text("Value", header.value()));
        }
    }

    private static void attachments(JsonBody json, Parcel parcel, Parts parts) {
        if (parts.inline().isEmpty() && parts.attached().isEmpty()) {
            return;
        }
        json.array(
                "Attachments",
                list -> {
                    // Only a file with an id is shown inside the mail.
                    for (Attachment file : parts.inline()) {
                        list.item(
                                o -> {
                                    file(o, parcel, file);
                                    o.text("ContentID", "cid:" + file.contentId());
                                });
                    }
                    parts.attached().forEach(file -> list.item(o -> file(o, parcel, file)));
                });
    }

    private static void file(JsonBody json, Parcel parcel, Attachment file) {
        json.text("Name", FilePart.filename(file));
        json.base64("Content", parcel.files().of(file.sha256()));
        json.text("ContentType", file.contentType());
    }

    /// The first of the sender's tags; the others are [Metadata].
    private static @Nullable String tag(Parcel parcel) {
        return parcel.tags().isEmpty() ? null : parcel.tags().getFirst();
    }

    private static int octets(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
