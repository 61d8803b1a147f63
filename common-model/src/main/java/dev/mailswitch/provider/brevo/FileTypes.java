package dev.mailswitch.provider.brevo;

import dev.mailswitch.compose.FilePart;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.ContentType;
import java.util.Optional;
import java.util.Set;

/// Which files Brevo takes: it has no field for a file's type and reads it from the name.
final class FileTypes {

    /// As [the page of the call](https://developers.brevo.com/reference/sendtransacemail) lists
    /// them.
    private static final Set<String> EXTENSIONS =
            Set.of(
                    "xlsx", "xls", "ods", "docx", "docm", "doc", "csv", "pdf", "txt", "gif", "jpg",
                    "jpeg", "png", "tif", "tiff", "rtf", "bmp", "cgm", "css", "shtml", "html",
                    "htm", "zip", "xml", "ppt", "pptx", "tar", "ez", "ics", "mobi", "msg", "pub",
                    "eps", "odt", "mp3", "m4a", "m4v", "wma", "ogg", "flac", "wav", "aif", "aifc",
                    "aiff", "mp4", "mov", "avi", "mkv", "mpeg", "mpg", "wmv", "pkpass", "xlsm");

    private FileTypes() {}

    /// Why a file cannot go, in words for the timeline.
    static Optional<String> obstacle(Attachment file) {
        if (!EXTENSIONS.contains(FilePart.extension(file))) {
            return Optional.of("Brevo takes no file with such an extension");
        }
        // They go out unencoded, and some programs then show other letters.
        if (!Ascii.only(FilePart.filename(file))) {
            return Optional.of("Brevo takes no names of files but in ASCII");
        }
        // Without it an invitation is a file like any other.
        if (ContentType.parse(file.contentType()).parameters().containsKey("method")) {
            return Optional.of("Brevo has no field for the method of an invitation");
        }
        return Optional.empty();
    }
}
