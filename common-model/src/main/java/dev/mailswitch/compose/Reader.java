package dev.mailswitch.compose;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.token.Sent;

/// Whom a copy of a mail is made for.
///
/// @param base of the links to us, without a slash at the end
public record Reader(Sent sent, EnvironmentId environment, Address address, String base) {}
