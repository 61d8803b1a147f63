package dev.mailswitch.api.accept;

import dev.mailswitch.model.id.EmailId;

/// That a mail repeats another one.
///
/// @param first the mail that is repeated
/// @param asked for whom, as it was asked: together with `first` it is what a repetition of the
///              request has in common with it, while who was not reached may change in between
public record Resend(EmailId first, String asked) {}
