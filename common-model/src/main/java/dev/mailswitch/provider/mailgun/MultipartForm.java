package dev.mailswitch.provider.mailgun;

import dev.mailswitch.compose.ComposedMail;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// A form with a file (RFC 7578): the same key and the same calls, the same bytes.
final class MultipartForm {

    private final String boundary;
    private final ByteArrayOutputStream bytes;

    /// @param key  of the call. It is drawn after the mail was written, so nobody can have put the
    ///     boundary into the mail; those of the mail itself begin otherwise.
    /// @param room about how many bytes there will be
    MultipartForm(UUID key, int room) {
        boundary = "mailswitch" + key.toString().replace("-", "");
        bytes = new ByteArrayOutputStream(room);
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /// @param name  ASCII without quotes
    /// @param value sent in UTF-8
    MultipartForm field(String name, String value) {
        return line("--" + boundary)
                .line("Content-Disposition: form-data; name=\"" + name + "\"")
                .line("")
                .line(value);
    }

    /// A mail as a file: octets, so that nothing on the way takes it apart.
    ///
    /// @param name     ASCII without quotes, as is `filename`
    /// @param filename without one the part would be no file
    MultipartForm file(String name, String filename, ComposedMail mail) {
        line("--" + boundary);
        line(
                "Content-Disposition: form-data; name=\"%s\"; filename=\"%s\""
                        .formatted(name, filename));
        line("Content-Type: application/octet-stream");
        line("");
        try {
            mail.writeTo(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return line("");
    }

    /// The whole form; nothing may be added after.
    byte[] end() {
        line("--" + boundary + "--");
        return bytes.toByteArray();
    }

    private MultipartForm line(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        bytes.write('\r');
        bytes.write('\n');
        return this;
    }
}
