package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.id.OrganisationId;

/// A mail and whose it is.
///
/// @param mail without what is of its content: reply addresses and attachments
public record OwnedMail(OrganisationId organisation, Mail mail) {}
