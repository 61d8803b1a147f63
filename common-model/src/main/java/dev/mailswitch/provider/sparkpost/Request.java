package dev.mailswitch.provider.sparkpost;

import dev.mailswitch.compose.ComposedMail;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.JsonBody;
import dev.mailswitch.provider.Limits;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Written;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A parcel as `POST /api/v1/transmissions` with a raw mail
/// ([RFC822 content](https://developers.sparkpost.com/api/transmissions/)): its headers are ours,
/// the recipients beside it are the envelope. The same parcel has the same body to the byte, which
/// the idempotency key demands.
///
/// SparkPost ignores fields it does not know: a wrong name here would not be told.
final class Request {

    private static final String NAME = "SparkPost";

    /// Under which name our correlation comes back.
    static final String CORRELATION = "mailswitch";

    /// Of a recipient; it drops those above without a word.
    private static final int MOST_TAGS = 10;

    private Request() {}

    static Written of(Parcel parcel, Account account) {
        Optional<String> obstacle =
                Limits.unicodeLocalPart(NAME, parcel).or(() -> tooManyTags(parcel));
        if (obstacle.isPresent()) {
            return Written.CannotCarry.of(obstacle.get());
        }
        ComposedMail mail = parcel.mime();
        long most = ProviderKind.SPARKPOST.capabilities().maxBytes();
        Optional<String> tooLarge = Limits.tooLarge(NAME, mail.size(), most);
        if (tooLarge.isPresent()) {
            return Written.CannotCarry.tooLarge(tooLarge.get());
        }
        Optional<String> shown = Limits.unicodeLocalPart(NAME, mail);
        if (shown.isPresent()) {
            return Written.CannotCarry.of(shown.get());
        }
        // All of it is ASCII, as no octet has its eighth bit set.
        String text = new String(mail.toByteArray(), StandardCharsets.ISO_8859_1);
        return templated(text)
                .<Written>map(Written.CannotCarry::of)
                .orElseGet(() -> new Written.Call(call(parcel, account, text)));
    }

    private static Optional<String> tooManyTags(Parcel parcel) {
        return parcel.tags().size() > MOST_TAGS
                ? Optional.of("%s takes at most %d tags".formatted(NAME, MOST_TAGS))
                : Optional.empty();
    }

    /// `perform_substitutions` spares bodies, but not the headers of the mail
    /// ([pull request 529](https://github.com/SparkPost/developers.sparkpost.com/pull/529)). An
    /// encoded word has no braces. Lines are broken before spaces, so the two always stand
    /// together.
    private static Optional<String> templated(String mail) {
        return mail.indexOf("{{", 0, mail.indexOf("\r\n\r\n")) < 0
                ? Optional.empty()
                : Optional.of(NAME + " takes no {{ in a header: it would be read as a template");
    }

    private static HttpCall call(Parcel parcel, Account account, String mail) {
        HttpCall call =
                HttpCall.postJson(account.under("/api/v1/transmissions"), body(parcel, mail))
                        // The bare key, without a scheme.
                        .with("Authorization", account.secret())
                        .with("Idempotency-Key", parcel.key().toString());
        return account.setting("subaccount")
                .map(number -> call.with("X-MSYS-SUBACCOUNT", number))
                .orElse(call);
    }

    private static byte[] body(Parcel parcel, String mail) {
        boolean transactional = parcel.letter().lane() == Lane.TRANSACTIONAL;
        return JsonBody.object(
                room(parcel, mail),
                json ->
                        json.object(
                                        "options",
                                        options ->
                                                options.flag("open_tracking", false)
                                                        .flag("initial_open", false)
                                                        .flag("click_tracking", false)
                                                        .flag("transactional", transactional)
                                                        .flag("perform_substitutions", false))
                                .object(
                                        "metadata",
                                        data -> data.text(CORRELATION, parcel.correlation()))
                                .array("recipients", list -> recipients(list, parcel))
                                .object("content", content -> content.text("email_rfc822", mail)));
    }

    private static void recipients(JsonBody list, Parcel parcel) {
        for (Recipient recipient : parcel.recipients()) {
            String email = recipient.address().onTheWire();
            list.item(
                    json -> {
                        json.object("address", address -> address.text("email", email));
                        if (!parcel.tags().isEmpty()) {
                            json.array("tags", tags -> parcel.tags().forEach(tags::value));
                        }
                    });
        }
    }

    /// In JSON each line break takes two octets more; lines have 76 characters or so.
    private static int room(Parcel parcel, String mail) {
        long words = mail.length() + mail.length() / 16L;
        long tags = parcel.tags().stream().mapToLong(tag -> tag.length() + 4L).sum();
        return Math.clamp(
                words + parcel.recipients().size() * (100 + tags) + 2_048,
                4_096,
                Integer.MAX_VALUE - 64);
    }
}
