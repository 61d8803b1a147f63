package dev.mailswitch.api.accept;

import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Header;
import java.util.List;
import java.util.Map;

/// What a mail carries beside what it says.
///
/// @param files   the bytes of the attachments by their SHA-256 in hexadecimal
/// @param dropped names of headers that were asked for and left out, because they are ours; the
///     mail's timeline has them
public record Parts(
        List<Header> headers,
        List<Attachment> attachments,
        Map<String, byte[]> files,
        List<String> dropped) {

    public static final Parts NONE = new Parts(List.of(), List.of(), Map.of());

    public Parts {
        headers = List.copyOf(headers);
        attachments = List.copyOf(attachments);
        files = Map.copyOf(files);
        dropped = List.copyOf(dropped);
    }

    public Parts(List<Header> headers, List<Attachment> attachments, Map<String, byte[]> files) {
        this(headers, attachments, files, List.of());
    }

    public Parts dropping(List<String> names) {
        return new Parts(headers, attachments, files, names);
    }
}
