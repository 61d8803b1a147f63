package dev.mailswitch.compose;

import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.ContentType;
import java.util.Base64;
import java.util.Locale;

/// One attached file as a MIME part.
public final class FilePart {

    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder();

    private FilePart() {}

    /// Room it takes, roughly.
    static long room(Attachment file) {
        return file.size() * 37 / 27 + 1_024;
    }

    /// Headers and body, without a line break at the end.
    static void write(MimeBuffer out, HeaderWriter headers, Attachment file, byte[] bytes) {
        ContentType given = ContentType.parse(file.contentType());
        String type = given.type();
        // A mail inside a mail must not be base64 (RFC 2046 section 5.2.1), and a multipart
        // without its boundary is none.
        boolean asIs = type.equals("message/rfc822") && verbatim(bytes);
        boolean composite = type.startsWith("message/") || type.startsWith("multipart/");
        if (composite && !asIs) {
            headers.fixed("Content-Type", "application/octet-stream");
        } else {
            type(out, given);
        }
        headers.fixed("Content-Transfer-Encoding", asIs ? "7bit" : "base64");
        if (file.contentId() != null) {
            headers.fixed("Content-ID", "<" + file.contentId() + ">");
        }
        out.ascii("Content-Disposition: ").ascii(file.disposition().word());
        Parameters.filename(out, filename(file));
        out.crlf().crlf();
        byte[] body = asIs ? bytes : BASE64.encode(bytes);
        out.raw(body, 0, body.length);
    }

    /// The name under which a file goes out.
    public static String filename(Attachment file) {
        return lastSegment(file.filename());
    }

    /// What follows the last dot of that name, in lower case: programs and vendors tell by it what a
    /// file is. Empty where there is none, or nothing before it.
    public static String extension(Attachment file) {
        return filename(file).lastIndexOf('.') < 1 ? "" : ending(file);
    }

    /// The extension, or the whole name without its leading dot: who forbids files by their extension
    /// may read `.exe` as one. Empty where there is no dot, or nothing after it.
    public static String ending(Attachment file) {
        String name = filename(file);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /// What is left of a name without the folders before it, which a careless mail program would write
    /// into (RFC 2183 section 2.3).
    private static String lastSegment(String filename) {
        String name = filename.substring(filename.replace('\\', '/').lastIndexOf('/') + 1);
        return name.isBlank() || name.equals(".") || name.equals("..") ? "attachment" : name;
    }

    /// Each parameter in a line of its own, so none is too long.
    private static void type(MimeBuffer out, ContentType type) {
        out.ascii("Content-Type: ").ascii(type.type());
        type.parameters()
                .forEach(
                        (name, value) -> {
                            out.octet(';').fold().ascii(name).octet('=');
                            out.ascii(ContentType.written(value));
                        });
        out.crlf();
    }

    /// Whether every octet would come through: seven bits, and no line break but CRLF.
    private static boolean verbatim(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            boolean crlf = bytes[i] == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n';
            if (crlf) {
                i++;
            } else if (bytes[i] == '\r' || bytes[i] == '\n') {
                return false;
            }
        }
        return TextBody.sevenBit(bytes);
    }
}
