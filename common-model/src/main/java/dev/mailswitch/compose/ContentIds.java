package dev.mailswitch.compose;

import dev.mailswitch.model.mail.Attachment;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The references from HTML to inline files (RFC 2392). Some doors document them with quotes
/// around the name, which no mail program resolves, and with names that cannot be content ids.
final class ContentIds {

    private static final Pattern SCHEME =
            Pattern.compile("(?<![a-z0-9])cid:", Pattern.CASE_INSENSITIVE);

    /// Around a name, as written and as templates escape it.
    private static final List<String> QUOTES = List.of("'", "&#39;", "&#x27;", "&apos;");

    /// References beyond these stay as they are, so that hostile HTML costs no time.
    private static final int MOST = 10_000;

    /// @param id  of the file
    /// @param end where the reference ends in the HTML
    private record Found(String id, int end) {}

    private final Map<String, String> ids = new HashMap<>();
    private int longest;

    private ContentIds(List<Attachment> files) {
        // An id goes before a name that reads the same.
        files.forEach(file -> named(file.contentId(), file.contentId()));
        for (Attachment file : files) {
            String name = file.filename();
            named(name, file.contentId());
            named(
                    URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"),
                    file.contentId());
            named(name.replace(" ", "%20"), file.contentId());
            named(
                    name.replace("&", "&amp;")
                            .replace("<", "&lt;")
                            .replace(">", "&gt;")
                            .replace("\"", "&quot;"),
                    file.contentId());
        }
    }

    private void named(@Nullable String name, @Nullable String id) {
        if (name != null && id != null) {
            ids.putIfAbsent(name, id);
            longest = Math.max(longest, name.length());
        }
    }

    /// The HTML with `cid:` and the content id wherever it refers to a file, by id or by name, with
    /// quotes or without.
    static String resolved(String html, List<Attachment> files) {
        Matcher scheme = SCHEME.matcher(html);
        if (files.isEmpty() || !scheme.find()) {
            return html;
        }
        ContentIds ids = new ContentIds(files);
        StringBuilder out = new StringBuilder(html.length());
        int from = 0;
        int seen = 0;
        do {
            Found found = ids.at(html, scheme.end());
            if (found != null) {
                out.append(html, from, scheme.end()).append(found.id());
                from = found.end();
            }
        } while (++seen < MOST && scheme.find());
        return out.append(html, from, html.length()).toString();
    }

    private @Nullable Found at(String html, int start) {
        for (String quote : QUOTES) {
            if (html.startsWith(quote, start)) {
                int name = start + quote.length();
                int most = Math.min(html.length(), name + longest + quote.length());
                int end = html.indexOf(quote, name, most);
                return end < 0 ? null : found(html, name, end, end + quote.length());
            }
        }
        // As far as the attribute goes, else to the first space or bracket.
        int end = start;
        int space = -1;
        int most = Math.min(html.length(), start + longest + 1);
        for (; end < most && "\"'<>".indexOf(html.charAt(end)) < 0; end++) {
            if (space < 0 && " \t\r\n)".indexOf(html.charAt(end)) >= 0) {
                space = end;
            }
        }
        Found whole = found(html, start, end, end);
        return whole != null || space < 0 ? whole : found(html, start, space, space);
    }

    private @Nullable Found found(String html, int start, int end, int after) {
        String id = ids.get(html.substring(start, end));
        return id == null ? null : new Found(id, after);
    }
}
