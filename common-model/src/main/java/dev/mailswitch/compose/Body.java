package dev.mailswitch.compose;

import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parts of a mail, with only the levels it needs:
/// mixed( related( alternative( text, html ), inline… ), attachments… ).
final class Body {

    private final MimeBuffer out;
    private final HeaderWriter headers;
    private final Boundaries boundaries;
    private final AttachmentBytes files;

    Body(MimeBuffer out, HeaderWriter headers, Boundaries boundaries, AttachmentBytes files) {
        this.out = out;
        this.headers = headers;
        this.boundaries = boundaries;
        this.files = files;
    }

    /// What people read, once the text that was missing is there.
    private record Words(@Nullable String html, @Nullable String text) {

        static Words of(Content content, List<Attachment> inline) {
            String html =
                    content.html() == null || content.html().isEmpty()
                            ? null
                            : ContentIds.resolved(content.html(), inline);
            return new Words(html, PlainText.of(html, content.text()));
        }
    }

    /// Writes the headers that describe the body, and the body.
    void write(Content content) {
        List<Attachment> inline = new ArrayList<>();
        List<Attachment> attached = new ArrayList<>();
        boolean html = content.html() != null && !content.html().isEmpty();
        for (Attachment file : content.attachments()) {
            // Nothing can refer to a file without a content id, nor from plain text.
            boolean referable = html && file.inline() && file.contentId() != null;
            (referable ? inline : attached).add(file);
        }
        Words words = Words.of(content, inline);
        if (attached.isEmpty()) {
            related(words, inline);
            return;
        }
        String boundary = open("mixed", 'm', "");
        next(boundary);
        related(words, inline);
        files(boundary, attached);
    }

    private void related(Words words, List<Attachment> inline) {
        if (inline.isEmpty()) {
            words(words);
            return;
        }
        String root = words.text() == null ? "text/html" : "multipart/alternative";
        String boundary = open("related", 'r', "; type=\"" + root + "\"");
        next(boundary);
        words(words);
        files(boundary, inline);
    }

    private void words(Words words) {
        String html = words.html();
        String text = words.text();
        if (html == null) {
            text("text/plain", text == null ? "" : text);
        } else if (text == null) {
            text("text/html", html);
        } else {
            String boundary = open("alternative", 'a', "");
            next(boundary);
            text("text/plain", text);
            next(boundary);
            text("text/html", html);
            close(boundary);
        }
    }

    private void text(String type, String text) {
        TextBody body = new TextBody(text);
        headers.fixed("Content-Type", type + "; charset=utf-8");
        headers.fixed("Content-Transfer-Encoding", body.encoding().word());
        out.crlf();
        body.write(out);
    }

    private void files(String boundary, List<Attachment> attached) {
        for (Attachment file : attached) {
            next(boundary);
            FilePart.write(out, headers, file, files.of(file.sha256()));
        }
        close(boundary);
    }

    private String open(String kind, char level, String parameter) {
        String boundary = boundaries.of(level);
        out.ascii("Content-Type: multipart/").ascii(kind).ascii(parameter).octet(';').fold();
        out.ascii("boundary=\"").ascii(boundary).octet('"').crlf();
        return boundary;
    }

    /// The line break before a boundary belongs to the boundary (RFC 2046 section 5.1.1), so a
    /// part ends exactly as it was given.
    private void next(String boundary) {
        out.crlf().ascii("--").ascii(boundary).crlf();
    }

    private void close(String boundary) {
        out.crlf().ascii("--").ascii(boundary).ascii("--");
    }
}
