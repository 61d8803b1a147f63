package dev.mailswitch.api.dialect.emailmassivo;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mailswitch.api.accept.Answer;
import dev.mailswitch.api.accept.Suppressed;
import dev.mailswitch.ledger.NewMail;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Recipient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The 200 answer.
///
/// @param uuid                 of the mail to the recipient in `to`
/// @param additionalRecipients cc before bcc, or null if there are none
@JsonInclude(JsonInclude.Include.NON_NULL)
record SendView(
        String uuid, @Nullable List<Additional> additionalRecipients, @Nullable String warning) {

    static final String NO_ADDRESS = "Invalid email address";

    /// Somebody who was to get a copy: with a `uuid` if one is on its way, else with an `error`.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Additional(String email, @Nullable String uuid, @Nullable String error) {}

    static SendView of(Answer.Accepted accepted, List<CopyTo> copies, @Nullable String warning) {
        NewMail mail = accepted.mail();
        Map<String, Integer> positions = new HashMap<>();
        for (Recipient recipient : mail.recipients()) {
            positions.put(recipient.address().key(), recipient.position());
        }
        Set<String> shown = new HashSet<>();
        List<Additional> additional = new ArrayList<>();
        for (CopyTo copy : copies) {
            switch (copy) {
                case CopyTo.Invalid invalid ->
                        additional.add(new Additional(invalid.text(), null, NO_ADDRESS));
                case CopyTo.Valid valid -> {
                    // The same address twice is one recipient.
                    if (shown.add(valid.address().key())) {
                        additional.add(additional(accepted, positions, valid.address()));
                    }
                }
            }
        }
        return new SendView(
                mail.id().recipient(0).toString(), copies.isEmpty() ? null : additional, warning);
    }

    private static Additional additional(
            Answer.Accepted accepted, Map<String, Integer> positions, Address address) {
        // While an environment is in staging, all its mail may go to one address: that is the
        // first.
        int position = positions.getOrDefault(address.key(), 0);
        Suppressed suppressed = accepted.suppressed().get(position);
        return suppressed == null
                ? new Additional(
                        address.email(), accepted.mail().id().recipient(position).toString(), null)
                : new Additional(address.email(), null, Refusals.words(suppressed));
    }
}
