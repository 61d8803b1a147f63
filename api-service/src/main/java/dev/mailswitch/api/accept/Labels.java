package dev.mailswitch.api.accept;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a sender wants kept with a mail, for itself.
///
/// @param metadataJson a JSON object with its names sorted, or null
public record Labels(List<String> tags, @Nullable String metadataJson) {

    public static final Labels NONE = new Labels(List.of(), null);

    public Labels {
        tags = List.copyOf(tags);
    }
}
