package dev.mailswitch.delivery.compose;

import dev.mailswitch.model.mail.Attachment;
import java.util.List;

/// The references from HTML to inline files (RFC 2392). Some doors document them with quotes
/// around the name, which no mail program resolves.
final class ContentIds {

    private static final String QUOTED = "cid:'";

    private ContentIds() {}

    /// The HTML with `cid:'name'` as `cid:name` wherever the name is that of a file.
    static String unquoted(String html, List<Attachment> files) {
        int at = html.indexOf(QUOTED);
        if (at < 0 || files.isEmpty()) {
            return html;
        }
        StringBuilder out = new StringBuilder(html.length());
        int from = 0;
        for (; at >= 0; at = html.indexOf(QUOTED, from)) {
            int start = at + QUOTED.length();
            int end = html.indexOf('\'', start);
            if (end < 0) {
                break;
            }
            String name = html.substring(start, end);
            if (files.stream().anyMatch(file -> name.equals(file.contentId()))) {
                out.append(html, from, at).append("cid:").append(name);
                from = end + 1;
            } else {
                out.append(html, from, start);
                from = start;
            }
        }
        return out.append(html, from, html.length()).toString();
    }
}
