package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.Hold;
import dev.mailswitch.ledger.reading.Mail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A mail with everything on record.
///
/// @param attempts provider calls; recipients of one call with one outcome stand together
record DetailView(
        @JsonUnwrapped Frame mail,
        List<Addressee> recipients,
        List<Attempt> attempts,
        @Nullable String html,
        @Nullable String text,
        boolean contentAvailable) {

    /// @param waiting null: it does not wait, or for its turn alone
    record Addressee(@JsonUnwrapped Frame.Addressee recipient, @Nullable Waiting waiting) {}

    /// What a recipient waits for now.
    ///
    /// @param cause a word of [dev.mailswitch.model.lifecycle.WaitCause]
    /// @param until when it is looked at again, at the latest; null: when somebody ends the hold
    record Waiting(String cause, @Nullable String until, String why) {

        static Waiting of(Hold hold) {
            return new Waiting(hold.cause().word(), null, hold.words());
        }

        static Waiting of(Mail.Wait wait) {
            return new Waiting(wait.cause().word(), Rfc3339.of(wait.until()), wait.why());
        }
    }

    /// @param provider its name
    /// @param outcome  null while the call is open; unknown, with no phase, if its worker was lost
    record Attempt(
            int no,
            List<String> recipients,
            String provider,
            int tier,
            String why,
            @Nullable String outcome,
            @JsonProperty("class") @Nullable String bounceClass,
            @Nullable String reply,
            @Nullable String phase,
            String startedAt,
            @Nullable String finishedAt,
            @Nullable String providerMessageId) {}
}
