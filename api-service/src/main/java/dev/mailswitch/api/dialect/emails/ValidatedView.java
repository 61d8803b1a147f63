package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.accept.Suppressed;
import dev.mailswitch.api.accept.Validation;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.Route;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.model.mail.Recipient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a mail would become: the answer of a validation.
///
/// @param text null if it is made of the HTML when the mail is sent
record ValidatedView(
        String environment,
        String from,
        String subject,
        @Nullable String html,
        @Nullable String text,
        String policy,
        @Nullable String scheduledAt,
        String expiresAt,
        List<Addressee> recipients,
        List<Way> routes) {

    /// @param suppressed why it would get no mail, or null
    record Addressee(String email, String kind, @Nullable String suppressed) {}

    /// @param held whether an operator has taken the provider out of service
    record Way(String provider, String kind, int tier, int weight, boolean held) {}

    static ValidatedView of(Validation.Result.Sound sound) {
        NewMail mail = sound.mail();
        return new ValidatedView(
                sound.environment(),
                mail.from().text(),
                mail.content().subject(),
                mail.content().html(),
                mail.content().text(),
                mail.policy(),
                Rfc3339.ofNullable(mail.scheduledAt()),
                Rfc3339.of(mail.expiresAt()),
                mail.recipients().stream().map(r -> addressee(r, sound)).toList(),
                sound.routes().stream().map(ValidatedView::way).toList());
    }

    private static Addressee addressee(Recipient recipient, Validation.Result.Sound sound) {
        @Nullable Suppressed listed = sound.suppressed().get(recipient.position());
        @Nullable String reason = listed == null ? null : listed.word();
        if (reason == null && NewMail.WITHHELD.equals(sound.mail().reason(recipient.position()))) {
            reason = "staging";
        }
        return new Addressee(recipient.address().email(), recipient.kind().word(), reason);
    }

    private static Way way(Route route) {
        return new Way(
                route.provider().name(),
                route.provider().kind().word(),
                route.tier(),
                route.weight(),
                route.provider().held());
    }
}
