package dev.mailswitch.api.dialect.emailmassivo;

import dev.mailswitch.api.accept.Submission;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request in our words, or what is wrong with it.
sealed interface Translation {

    /// @param copies  cc before bcc, in order, also those that are no addresses
    /// @param warning about the idempotency key, or null
    record Done(Submission submission, List<CopyTo> copies, @Nullable String warning)
            implements Translation {
        public Done {
            copies = List.copyOf(copies);
        }
    }

    /// @param message as the door answers it
    record Wrong(String message) implements Translation {}
}
