package dev.mailswitch.provider.ses;

import dev.mailswitch.compose.ComposedMail;
import dev.mailswitch.compose.FilePart;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.JsonBody;
import dev.mailswitch.provider.Limits;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Written;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A parcel as `POST /v2/email/outbound-emails` with the whole mail in `Content.Raw`.
///
/// There is no `FromEmailAddress`: it would replace the From of the mail, and without it SES takes
/// that one. `Destination` is the envelope and changes no header.
final class Request {

    private static final String NAME = "Amazon SES";

    /// The tag under which our correlation comes back.
    static final String CORRELATION = "mailswitch";

    /// What may stand once in a mail
    /// ([header fields](https://docs.aws.amazon.com/ses/latest/dg/header-fields.html)), as far as a
    /// sender can set it.
    private static final Set<String> ONCE =
            Set.of(
                    "accept-language",
                    "acceptlanguage",
                    "archived-at",
                    "bounces-to",
                    "comments",
                    "delivered-to",
                    "disposition-notification-options",
                    "disposition-notification-to",
                    "domainkey-signature",
                    "errors-to",
                    "importance",
                    "in-reply-to",
                    "keywords",
                    "list-archive",
                    "list-help",
                    "list-id",
                    "list-owner",
                    "list-post",
                    "list-subscribe",
                    "list-unsubscribe",
                    "list-unsubscribe-post",
                    "message-context",
                    "organization",
                    "original-from",
                    "original-message-id",
                    "original-recipient",
                    "original-subject",
                    "precedence",
                    "priority",
                    "references",
                    "return-receipt-to",
                    "solicitation",
                    "sensitivity",
                    "thread-index",
                    "thread-topic",
                    "user-agent",
                    "vbr-info");

    /// Files that it refuses
    /// ([unsupported types](https://docs.aws.amazon.com/ses/latest/dg/mime-types.html)).
    private static final Set<String> REFUSED_EXTENSIONS =
            Set.of(
                    ("ade adp app asp bas bat cer chm cmd com cpl crt csh der exe fxp gadget hlp"
                                    + " hta inf ins isp its js jse ksh lib lnk mad maf mag mam maq"
                                    + " mar mas mat mau mav maw mda mdb mde mdt mdw mdz msc msh"
                                    + " msh1 msh2 mshxml msh1xml msh2xml msi msp mst ops pcd pif"
                                    + " plg prf prg reg scf scr sct shb shs sys ps1 ps1xml ps2"
                                    + " ps2xml psc1 psc2 tmp url vb vbe vbs vps vsmacros vss vst"
                                    + " vsw vxd ws wsc wsf wsh xnk")
                            .split(" "));

    private Request() {}

    static Written of(Parcel parcel, Account account, Instant now) {
        Optional<String> obstacle = obstacle(parcel);
        if (obstacle.isPresent()) {
            return Written.CannotCarry.of(obstacle.get());
        }
        ComposedMail mail = parcel.mime();
        Optional<String> shown = Limits.unicodeLocalPart(NAME, mail);
        if (shown.isPresent()) {
            return Written.CannotCarry.of(shown.get());
        }
        // Its limit is for the mail, not for the JSON around it.
        return Limits.tooLarge(NAME, mail.size(), ProviderKind.SES.capabilities().maxBytes())
                .<Written>map(Written.CannotCarry::tooLarge)
                .orElseGet(() -> new Written.Call(call(parcel, mail, account, now)));
    }

    private static Optional<String> obstacle(Parcel parcel) {
        return Stream.of(
                        Limits.unicodeLocalPart(NAME, parcel),
                        Limits.repeatedHeader(NAME, once(parcel.headers())),
                        refusedFile(parcel))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static List<Header> once(List<Header> headers) {
        return headers.stream()
                .filter(header -> ONCE.contains(header.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static Optional<String> refusedFile(Parcel parcel) {
        return parcel.letter().content().attachments().stream()
                .map(FilePart::ending)
                .filter(REFUSED_EXTENSIONS::contains)
                .findFirst()
                .map(ending -> NAME + " takes no file ." + ending);
    }

    private static HttpCall call(Parcel parcel, ComposedMail mail, Account account, Instant now) {
        Endpoint endpoint = Endpoint.of(account);
        return endpoint.signed(
                HttpCall.postJson(
                        endpoint.under("/v2/email/outbound-emails"), body(parcel, mail, account)),
                now);
    }

    private static byte[] body(Parcel parcel, ComposedMail mail, Account account) {
        return JsonBody.object(
                room(mail),
                json -> {
                    json.object("Destination", envelope -> destination(envelope, parcel));
                    json.object(
                            "Content",
                            content ->
                                    content.object(
                                            "Raw", raw -> raw.base64("Data", mail.toByteArray())));
                    json.array("EmailTags", tags -> tags(tags, parcel));
                    json.text(
                            "ConfigurationSetName",
                            account.setting("configuration_set").orElse(null));
                });
    }

    private static void destination(JsonBody json, Parcel parcel) {
        addresses(json, "ToAddresses", parcel, RecipientKind.TO);
        addresses(json, "CcAddresses", parcel, RecipientKind.CC);
        addresses(json, "BccAddresses", parcel, RecipientKind.BCC);
    }

    /// Without the field if there are none: SES refuses empty lists.
    private static void addresses(JsonBody json, String name, Parcel parcel, RecipientKind kind) {
        List<String> addresses =
                parcel.recipients().stream()
                        .filter(recipient -> recipient.kind() == kind)
                        .map(recipient -> recipient.address().onTheWire())
                        .toList();
        if (!addresses.isEmpty()) {
            json.array(name, list -> addresses.forEach(list::value));
        }
    }

    private static void tags(JsonBody json, Parcel parcel) {
        tag(json, CORRELATION, parcel.correlation());
        parcel.tagNames(CORRELATION).forEach(tag -> tag(json, tag, "true"));
    }

    private static void tag(JsonBody json, String name, String value) {
        json.item(tag -> tag.text("Name", name).text("Value", value));
    }

    private static int room(ComposedMail mail) {
        return Math.clamp(mail.size() * 4L / 3 + 8_192, 8_192, Integer.MAX_VALUE - 64);
    }
}
