package dev.mailswitch.provider.mailgun;

import dev.mailswitch.compose.ComposedMail;
import dev.mailswitch.compose.MimeComposer;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Limits;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Written;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A parcel as `POST /v3/<domain>/messages.mime`: `to` is the envelope, the mail's own header says
/// what recipients see.
final class Request {

    private static final String NAME = "Mailgun";

    /// Under which name our correlation comes back, among the user variables of an event.
    static final String CORRELATION = "mailswitch";

    /// [Of one mail](https://help.mailgun.com/hc/en-us/articles/34389096824219-Tags).
    private static final int MOST_TAGS = 10;

    private static final int LONGEST_TAG = 128;

    /// What the form needs beside mail and recipients.
    private static final int FORM = 4_096;

    private static final int RECIPIENT = 256;

    private Request() {}

    static Written of(Parcel parcel, Account account) {
        List<String> tags = tags(parcel);
        Optional<String> obstacle = obstacle(parcel, tags);
        if (obstacle.isPresent()) {
            return Written.CannotCarry.of(obstacle.get());
        }
        ComposedMail mail = mail(parcel);
        return Limits.tooLarge(NAME, mail.size(), ProviderKind.MAILGUN.capabilities().maxBytes())
                .<Written>map(Written.CannotCarry::tooLarge)
                .orElseGet(() -> new Written.Call(call(parcel, account, tags, mail)));
    }

    private static Optional<String> obstacle(Parcel parcel, List<String> tags) {
        return Stream.of(Limits.unicodeLocalPart(NAME, parcel), tooManyTags(tags))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> tooManyTags(List<String> tags) {
        return tags.size() > MOST_TAGS
                ? Optional.of(
                        "%s takes at most %d tags, it has %d"
                                .formatted(NAME, MOST_TAGS, tags.size()))
                : Optional.empty();
    }

    /// A tag is ASCII there.
    private static List<String> tags(Parcel parcel) {
        return parcel.tags().stream()
                .map(tag -> tag.replaceAll("[^ -~]", "_").strip())
                .map(tag -> tag.length() > LONGEST_TAG ? tag.substring(0, LONGEST_TAG) : tag)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .toList();
    }

    /// Without the recipients of other calls in the header that only SMTPUTF8 could carry, as it
    /// goes to a relay that lacks it.
    private static ComposedMail mail(Parcel parcel) {
        return new MimeComposer()
                .compose(parcel.letter().withoutUnicodeRecipients(), parcel.files());
    }

    private static HttpCall call(
            Parcel parcel, Account account, List<String> tags, ComposedMail mail) {
        int room = mail.size() + FORM + RECIPIENT * parcel.recipients().size();
        MultipartForm form = new MultipartForm(parcel.key(), room);
        for (Recipient recipient : parcel.recipients()) {
            form.field("to", recipient.address().onTheWire());
        }
        tags.forEach(tag -> form.field("o:tag", tag));
        // Whatever the domain's settings are: links and pictures of ours are enough.
        form.field("o:tracking", "no");
        form.field("o:tracking-clicks", "no");
        form.field("o:tracking-opens", "no");
        form.field("v:" + CORRELATION, parcel.correlation());
        form.file("message", "message.mime", mail);
        Map<String, String> headers =
                Map.of("Accept", "application/json", "Content-Type", form.contentType());
        return new HttpCall(
                        HttpCall.Method.POST,
                        ofDomain(account, "/messages.mime"),
                        headers,
                        form.end())
                .basic("api", account.secret());
    }

    /// @param path below the account's domain, from its slash
    /// @throws IllegalArgumentException if the account has no domain
    static URI ofDomain(Account account, String path) {
        String domain = URLEncoder.encode(account.required("domain"), StandardCharsets.UTF_8);
        return account.under("/v3/" + domain + path);
    }
}
