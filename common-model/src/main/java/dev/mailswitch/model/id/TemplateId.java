package dev.mailswitch.model.id;

import java.util.UUID;

/// The id of a template.
public record TemplateId(UUID value) {

    /// Reads the text form.
    ///
    /// @throws IllegalArgumentException if it is not a UUID
    public static TemplateId parse(String text) {
        return new TemplateId(Uuids.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
