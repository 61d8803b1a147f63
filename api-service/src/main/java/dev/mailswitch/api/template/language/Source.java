package dev.mailswitch.api.template.language;

import org.jspecify.annotations.Nullable;

/// A template as somebody wrote it.
///
/// @param html null: none; html or text must be there
/// @param text null: none; the text is then derived from the HTML, as for any mail
public record Source(String subject, @Nullable String html, @Nullable String text) {

    public Source {
        if (html == null && text == null) {
            throw new IllegalArgumentException("html or text must be given");
        }
    }

    /// In UTF-8.
    public long bytes() {
        return bytes(subject) + bytes(html) + bytes(text);
    }

    private static long bytes(@Nullable String part) {
        return part == null ? 0 : Output.bytes(part, 0, part.length());
    }
}
