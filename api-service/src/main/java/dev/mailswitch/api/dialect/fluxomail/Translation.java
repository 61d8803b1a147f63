package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.accept.Submission;
import dev.mailswitch.api.dialect.FieldError;
import java.util.List;

/// A request in our words, or what is wrong with it.
sealed interface Translation {

    record Done(Submission submission) implements Translation {}

    /// @param errors at least one
    record Wrong(List<FieldError> errors) implements Translation {}
}
