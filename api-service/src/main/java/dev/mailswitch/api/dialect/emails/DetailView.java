package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A mail with everything on record.
///
/// @param attempts provider calls; recipients of one call with one outcome stand together
record DetailView(
        @JsonUnwrapped Frame mail,
        List<Frame.Addressee> recipients,
        List<Attempt> attempts,
        @Nullable String html,
        @Nullable String text,
        boolean contentAvailable) {

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
