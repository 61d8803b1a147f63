package dev.mailswitch.model.token;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;

/// One copy of a mail: which recipient got it, with which attempt, through whom.
///
/// @param position the recipient's, from 0
/// @param attempt  the number of the attempt whose bytes these are, from 1; a repeat of its call
///     has the same bytes and so names the first
public record Sent(
        EmailId email,
        int position,
        int attempt,
        OrganisationId organisation,
        ProviderId provider) {

    public Sent {
        if (position < 0 || position >= EmailId.MAX_RECIPIENTS) {
            throw new IllegalArgumentException("no such recipient: " + position);
        }
        if (attempt < 1 || attempt > Short.MAX_VALUE) {
            throw new IllegalArgumentException("no such attempt: " + attempt);
        }
    }
}
