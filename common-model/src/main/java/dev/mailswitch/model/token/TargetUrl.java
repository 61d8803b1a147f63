package dev.mailswitch.model.token;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Where a link leads: an absolute http or https URL of printable ASCII, as it can stand in a
/// `Location` header.
public record TargetUrl(String value) {

    /// Longer ones are not tracked: in a token they grow by a third, and some programs cut links
    /// off near 2,083 characters.
    public static final int MAX = 1_500;

    private static final String HEX = "0123456789ABCDEF";

    public TargetUrl {
        if (!absolute(value) || value.length() > MAX || !printable(value)) {
            throw new IllegalArgumentException("not the URL of a link");
        }
    }

    /// Reads the target of a link as browsers do (WHATWG URL, section 4.4): white space around it
    /// and line breaks within go, what is not ASCII is escaped. Empty for everything that is not
    /// http or https, whose host is not ASCII (which of two spellings is meant is the browser's
    /// business), or that is too long.
    public static Optional<TargetUrl> read(String href) {
        StringBuilder url = new StringBuilder(href.length());
        String stripped = stripped(href);
        if (!absolute(stripped) || !asciiHost(stripped)) {
            return Optional.empty();
        }
        for (int i = 0; i < stripped.length() && url.length() <= MAX; ) {
            int point = stripped.codePointAt(i);
            i += Character.charCount(point);
            if (point == '\t' || point == '\n' || point == '\r') {
                continue;
            }
            if (point > ' ' && point < 0x7F && point != '"' && point != '<' && point != '>') {
                url.append((char) point);
            } else {
                escape(url, point);
            }
        }
        return url.length() > MAX ? Optional.empty() : Optional.of(new TargetUrl(url.toString()));
    }

    private static void escape(StringBuilder url, int point) {
        for (byte octet : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
            url.append('%').append(HEX.charAt((octet >> 4) & 0xF)).append(HEX.charAt(octet & 0xF));
        }
    }

    private static String stripped(String href) {
        int from = 0;
        int to = href.length();
        while (from < to && href.charAt(from) <= ' ') {
            from++;
        }
        while (to > from && href.charAt(to - 1) <= ' ') {
            to--;
        }
        return href.substring(from, to);
    }

    private static boolean absolute(String url) {
        String start = url.substring(0, Math.min(url.length(), 9)).toLowerCase(Locale.ROOT);
        int host = start.startsWith("https://") ? 8 : start.startsWith("http://") ? 7 : -1;
        return host > 0 && url.length() > host && "/?#\\: @".indexOf(url.charAt(host)) < 0;
    }

    private static boolean asciiHost(String url) {
        for (int i = url.indexOf("//") + 2; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c == '/' || c == '?' || c == '#' || c == '\\') {
                return true;
            }
            if (c <= ' ' || c >= 0x7F || c == '"' || c == '<' || c == '>') {
                return false;
            }
        }
        return true;
    }

    private static boolean printable(String url) {
        return url.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    @Override
    public String toString() {
        return value;
    }
}
