package dev.mailswitch.provider.brevo;

import dev.mailswitch.compose.FilePart;
import dev.mailswitch.compose.Parts;
import dev.mailswitch.compose.TextAsHtml;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Addressees;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.JsonBody;
import dev.mailswitch.provider.Limits;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Written;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A parcel as `POST /v3/smtp/email`. It never has `params`: with them Brevo would take `{{` in a
/// mail for its own.
final class Request {

    private static final String NAME = "Brevo";

    /// They look like headers of the mail and tell Brevo what to do. Its others are reserved in any
    /// mail.
    private static final Set<String> ORDERS =
            Set.of("sender.ip", "idempotencykey", "idempotency-key");

    private Request() {}

    static Written of(Parcel parcel, Account account) {
        Parts parts = Parts.of(parcel.letter().content());
        Optional<String> obstacle = obstacle(parcel, parts);
        if (obstacle.isPresent()) {
            return Written.CannotCarry.of(obstacle.get());
        }
        byte[] body = body(parcel, parts);
        long most = ProviderKind.BREVO.capabilities().maxBytes();
        return Limits.tooLarge(NAME, body.length, most)
                .<Written>map(Written.CannotCarry::tooLarge)
                .orElseGet(() -> new Written.Call(call(account, body)));
    }

    private static HttpCall call(Account account, byte[] body) {
        return HttpCall.postJson(account.under("/v3/smtp/email"), body)
                .with("api-key", account.secret());
    }

    private static Optional<String> obstacle(Parcel parcel, Parts parts) {
        return Stream.of(
                        Limits.onlyHidden(NAME, parcel),
                        Limits.unicodeLocalPart(NAME, parcel),
                        Limits.severalReplyTo(NAME, parcel),
                        Limits.repeatedHeader(NAME, parcel.headers()),
                        order(parcel.headers()),
                        oddHeader(parcel.headers()),
                        Limits.withoutSubject(NAME, parcel),
                        longName(parcel),
                        inlineFile(parts),
                        parts.attached().stream()
                                .map(FileTypes::obstacle)
                                .flatMap(Optional::stream)
                                .findFirst())
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> order(List<Header> headers) {
        return headers.stream()
                .filter(header -> ORDERS.contains(header.name().toLowerCase(Locale.ROOT)))
                .findFirst()
                .map(
                        header ->
                                NAME
                                        + " takes this header for an order to itself: "
                                        + header.name());
    }

    /// Brevo sends values as they are, in raw UTF-8, and decodes encoded words and escapes of JSON
    /// before. Hosts refuse such mails or lose them.
    private static Optional<String> oddHeader(List<Header> headers) {
        return headers.stream()
                .filter(
                        header ->
                                !Ascii.only(header.value())
                                        || header.value().contains("=?")
                                        || header.value().contains("\\u"))
                .findFirst()
                .map(header -> NAME + " takes plain ASCII in headers: " + header.name());
    }

    private static Optional<String> longName(Parcel parcel) {
        Addressees addressees = parcel.addressees();
        return Stream.of(
                                Stream.of(parcel.letter().from()),
                                parcel.letter().content().replyTo().stream(),
                                addressees.all().stream())
                        .flatMap(addresses -> addresses)
                        .anyMatch(DisplayName::tooLong)
                ? Optional.of(
                        "%s takes names of at most %d characters, encoded where they must be"
                                .formatted(NAME, DisplayName.MAX))
                : Optional.empty();
    }

    private static Optional<String> inlineFile(Parts parts) {
        return parts.inline().isEmpty()
                ? Optional.empty()
                : Optional.of(NAME + " has no inline images");
    }

    private static byte[] body(Parcel parcel, Parts parts) {
        Content content = parcel.letter().content();
        Addressees addressees = parcel.addressees();
        String text = Objects.requireNonNullElse(parts.text(), "");
        String html = parts.html() != null ? parts.html() : TextAsHtml.of(text);
        return JsonBody.object(
                parts.room(),
                json -> {
                    json.object("sender", sender -> mailbox(sender, parcel.letter().from()));
                    mailboxes(json, "to", addressees.to());
                    mailboxes(json, "cc", addressees.cc());
                    mailboxes(json, "bcc", addressees.bcc());
                    for (Address replyTo : content.replyTo()) {
                        json.object("replyTo", o -> mailbox(o, replyTo));
                    }
                    json.text("subject", content.subject());
                    json.text("htmlContent", html);
                    json.text("textContent", parts.text());
                    attachments(json, parcel, parts);
                    json.object("headers", headers -> headers(headers, parcel));
                    json.array("tags", tags -> tags(tags, parcel));
                });
    }

    private static void mailboxes(JsonBody json, String name, List<Address> addresses) {
        if (!addresses.isEmpty()) {
            json.array(name, list -> addresses.forEach(a -> list.item(o -> mailbox(o, a))));
        }
    }

    private static void mailbox(JsonBody json, Address address) {
        json.text("email", address.onTheWire());
        json.text("name", DisplayName.of(address));
    }

    private static void attachments(JsonBody json, Parcel parcel, Parts parts) {
        if (!parts.attached().isEmpty()) {
            json.array(
                    "attachment",
                    list ->
                            parts.attached()
                                    .forEach(file -> list.item(o -> file(o, parcel, file))));
        }
    }

    private static void file(JsonBody json, Parcel parcel, Attachment file) {
        json.text("name", FilePart.filename(file));
        json.base64("content", parcel.files().of(file.sha256()));
    }

    private static void headers(JsonBody json, Parcel parcel) {
        for (Header header : parcel.headers()) {
            json.text(header.name(), header.value());
        }
        json.text(Correlation.HEADER, parcel.correlation());
        // Under both names: the guide has the first, the page of the call the second. The one that
        // Brevo does not know goes out with the mail, where it says nothing to anybody.
        json.text("idempotencyKey", parcel.key().toString());
        json.text("Idempotency-Key", parcel.key().toString());
    }

    private static void tags(JsonBody json, Parcel parcel) {
        Stream.concat(Stream.of(Correlation.tag(parcel.correlation())), parcel.tags().stream())
                .distinct()
                .forEach(json::value);
    }
}
