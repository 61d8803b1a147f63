package dev.mailswitch.compose;

import org.jspecify.annotations.Nullable;

/// The text part of a mail.
public final class PlainText {

    private PlainText() {}

    /// The text as it was given, else the one that is made of the HTML. To take HTML apart needs
    /// memory many times its size.
    ///
    /// @param html null or empty: there is none
    /// @param text null or empty: there is none
    /// @return null for a mail without a text part, also because its HTML has no words in it
    public static @Nullable String of(@Nullable String html, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            return text;
        }
        String made = html == null || html.isEmpty() ? "" : TextFromHtml.of(html);
        return made.isEmpty() ? null : made;
    }
}
