package dev.mailswitch.compose;

import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A content as it is put together, by us or by a vendor: what people read, once the text that was
/// missing is there, and the files, told apart.
///
/// @param html     with `cid:` and the content id where it refers to a file; never empty
/// @param text     never empty; made from the HTML if there was none
/// @param inline   files the HTML can refer to; each has a content id
/// @param attached all others
public record Parts(
        @Nullable String html,
        @Nullable String text,
        List<Attachment> inline,
        List<Attachment> attached) {

    public Parts {
        inline = List.copyOf(inline);
        attached = List.copyOf(attached);
    }

    public static Parts of(Content content) {
        List<Attachment> inline = new ArrayList<>();
        List<Attachment> attached = new ArrayList<>();
        boolean hasHtml = content.html() != null && !content.html().isEmpty();
        for (Attachment file : content.attachments()) {
            // Nothing can refer to a file without a content id, nor from plain text.
            boolean referable = hasHtml && file.inline() && file.contentId() != null;
            (referable ? inline : attached).add(file);
        }
        String html =
                content.html() == null || content.html().isEmpty()
                        ? null
                        : ContentIds.resolved(content.html(), inline);
        return new Parts(html, PlainText.of(html, content.text()), inline, attached);
    }

    /// All files, inline ones first.
    public List<Attachment> files() {
        return Stream.concat(inline.stream(), attached.stream()).toList();
    }

    /// About how many bytes a text takes that has all of it, files in base64.
    public int room() {
        long files = files().stream().mapToLong(file -> file.size() * 4 / 3 + 512).sum();
        long words = 2L * length(html) + 2L * length(text);
        return Math.clamp(files + words + 4_096, 4_096, Integer.MAX_VALUE - 64);
    }

    private static int length(@Nullable String words) {
        return words == null ? 0 : words.length();
    }
}
