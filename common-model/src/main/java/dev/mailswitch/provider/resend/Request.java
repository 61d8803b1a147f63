package dev.mailswitch.provider.resend;

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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A parcel as `POST /emails`. The same parcel has the same body to the byte, which the idempotency
/// key demands.
final class Request {

    private static final String NAME = "Resend";

    /// Under which name our correlation comes back.
    static final String CORRELATION = "mailswitch";

    private Request() {}

    static Written of(Parcel parcel, Account account) {
        Parts parts = Parts.of(parcel.letter().content());
        Optional<String> obstacle = obstacle(parcel, parts);
        if (obstacle.isPresent()) {
            return Written.CannotCarry.of(obstacle.get());
        }
        byte[] body = body(parcel, parts);
        long most = ProviderKind.RESEND.capabilities().maxBytes();
        return Limits.tooLarge(NAME, body.length, most)
                .<Written>map(Written.CannotCarry::tooLarge)
                .orElseGet(() -> new Written.Call(call(parcel, account, body)));
    }

    private static Optional<String> obstacle(Parcel parcel, Parts parts) {
        return Stream.of(
                        Limits.onlyHidden(NAME, parcel),
                        Limits.unicodeLocalPart(NAME, parcel),
                        Limits.repeatedHeader(NAME, parcel.headers()),
                        Limits.withoutWords(NAME, parts),
                        withoutExtension(parts))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// Such files were seen to be accepted and the mail never delivered.
    private static Optional<String> withoutExtension(Parts parts) {
        return parts.files().stream()
                .filter(file -> FilePart.extension(file).isEmpty())
                .findFirst()
                .map(file -> NAME + " takes no file whose name has no extension");
    }

    private static HttpCall call(Parcel parcel, Account account, byte[] body) {
        return HttpCall.postJson(account.under("/emails"), body)
                .bearer(account.secret())
                .with("Idempotency-Key", parcel.key().toString());
    }

    private static byte[] body(Parcel parcel, Parts parts) {
        Content content = parcel.letter().content();
        Addressees addressees = parcel.addressees();
        return JsonBody.object(
                parts.room(),
                json -> {
                    json.text("from", Mailbox.text(parcel.letter().from()));
                    mailboxes(json, "to", addressees.to());
                    mailboxes(json, "cc", addressees.cc());
                    mailboxes(json, "bcc", addressees.bcc());
                    mailboxes(json, "reply_to", content.replyTo());
                    json.text("subject", content.subject());
                    json.text("html", parts.html());
                    json.text("text", parts.text());
                    json.object(
                            "headers",
                            headers -> {
                                for (Header header : parcel.headers()) {
                                    headers.text(header.name(), header.value());
                                }
                            });
                    attachments(json, parcel, parts);
                    json.array("tags", tags -> tags(tags, parcel));
                });
    }

    private static void mailboxes(JsonBody json, String name, List<Address> addresses) {
        if (!addresses.isEmpty()) {
            json.array(name, list -> addresses.forEach(a -> list.value(Mailbox.text(a))));
        }
    }

    private static void attachments(JsonBody json, Parcel parcel, Parts parts) {
        if (parts.inline().isEmpty() && parts.attached().isEmpty()) {
            return;
        }
        json.array(
                "attachments",
                list -> {
                    parts.inline().forEach(file -> list.item(o -> file(o, parcel, file)));
                    parts.attached().forEach(file -> list.item(o -> file(o, parcel, file)));
                });
    }

    private static void file(JsonBody json, Parcel parcel, Attachment file) {
        json.text("filename", FilePart.filename(file));
        json.base64("content", parcel.files().of(file.sha256()));
        json.text("content_type", file.contentType());
        json.text("content_id", file.contentId());
    }

    private static void tags(JsonBody json, Parcel parcel) {
        json.item(tag -> tag.text("name", CORRELATION).text("value", parcel.correlation()));
        parcel.tagNames(CORRELATION)
                .forEach(tag -> json.item(o -> o.text("name", tag).text("value", "true")));
    }
}
