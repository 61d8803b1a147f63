package dev.mailswitch.api.accept;

import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Header;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a mail carries beside what it says.
///
/// @param files    the bytes of the attachments by their SHA-256 in hexadecimal
/// @param warnings what of it was left out, and what keeps it from going, in words for the sender's
///                 timeline; a mail is the same with and without
public record Parts(
        List<Header> headers,
        List<Attachment> attachments,
        Map<String, byte[]> files,
        List<String> warnings) {

    public static final Parts NONE = new Parts(List.of(), List.of(), Map.of());

    public Parts {
        headers = List.copyOf(headers);
        attachments = List.copyOf(attachments);
        files = Map.copyOf(files);
        warnings = List.copyOf(warnings);
    }

    public Parts(List<Header> headers, List<Attachment> attachments, Map<String, byte[]> files) {
        this(headers, attachments, files, List.of());
    }

    /// The same, with something to say about it.
    public Parts warning(List<String> words) {
        return new Parts(headers, attachments, files, words);
    }

    /// The same, with one thing more.
    Parts warning(String words) {
        return warning(Stream.concat(warnings.stream(), Stream.of(words)).toList());
    }
}
