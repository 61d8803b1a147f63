package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mailswitch.api.dialect.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to a batch: one entry for each mail, in order.
record BatchView(List<Item> data) {

    /// @param status what the mail alone would have been answered
    /// @param id     of the mail, if it was accepted
    /// @param type   of the problem and `detail` about it, if it was not
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Item(
            int status,
            @Nullable String id,
            @Nullable String type,
            @Nullable String detail,
            List<FieldError> errors) {}
}
