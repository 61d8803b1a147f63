package dev.mailswitch.bounce;

import org.jspecify.annotations.Nullable;

/// The codes in a text. A reply begins with its codes, but what relays and bounce mails say may
/// have anything before them, and numbers that are none: addresses of hosts, times, ports.
///
/// @param code     200 to 599, or 0
/// @param enhanced as `5.7.1`, or null
record ReplyCodes(int code, @Nullable String enhanced) {

    /// @param line lower case
    static ReplyCodes in(String line) {
        int at = basicAt(line);
        int code = at < 0 ? 0 : Integer.parseInt(line, at, at + 3, 10);
        int from = Math.max(0, at);
        String enhanced = enhancedFrom(line, from);
        if (enhanced == null && from > 0) {
            enhanced = enhancedFrom(line, 0);
        }
        return new ReplyCodes(code, enhanced);
    }

    /// Where the basic code stands: at the beginning, before an enhanced code or after a colon,
    /// rather than anywhere.
    private static int basicAt(String line) {
        int anywhere = -1;
        for (int at = 0; at + 3 <= line.length(); at++) {
            if (!basic(line, at)) {
                continue;
            }
            if (at == 0 || afterMark(line, at) || enhancedLength(line, at + 4) > 0) {
                return at;
            }
            if (anywhere < 0) {
                anywhere = at;
            }
        }
        return anywhere;
    }

    private static boolean basic(String line, int at) {
        char first = line.charAt(at);
        return (first == '2' && at == 0 || first == '4' || first == '5')
                && digit(line, at + 1)
                && digit(line, at + 2)
                && line.charAt(at + 1) <= '9'
                && free(line, at - 1)
                && freeAfter(line, at + 3);
    }

    private static boolean afterMark(String line, int at) {
        int mark = at - 1;
        while (mark >= 0 && line.charAt(mark) == ' ') {
            mark--;
        }
        return mark >= 0 && ":;<\"'(".indexOf(line.charAt(mark)) >= 0;
    }

    private static @Nullable String enhancedFrom(String line, int from) {
        for (int at = from; at + 5 <= line.length(); at++) {
            int length =
                    free(line, at - 1) || line.charAt(at - 1) == '-' ? enhancedLength(line, at) : 0;
            if (length > 0) {
                return line.substring(at, at + length);
            }
        }
        return null;
    }

    /// Length of the enhanced code at a place; 0 if none is there.
    private static int enhancedLength(String line, int at) {
        if (at >= line.length() || "245".indexOf(line.charAt(at)) < 0) {
            return 0;
        }
        int subject = number(line, at + 1);
        int detail = subject == 0 ? 0 : number(line, at + 1 + subject);
        int end = at + 1 + subject + detail;
        // A fourth number makes it the address of a host.
        boolean address =
                end + 1 < line.length() && line.charAt(end) == '.' && digit(line, end + 1);
        return detail == 0 || digit(line, end) || address ? 0 : end - at;
    }

    /// Length of a dot and one to three digits; 0 if they are not there.
    private static int number(String line, int at) {
        if (at >= line.length() || line.charAt(at) != '.') {
            return 0;
        }
        int end = at + 1;
        while (end < at + 4 && digit(line, end)) {
            end++;
        }
        return end == at + 1 ? 0 : end - at;
    }

    private static boolean digit(String line, int at) {
        return at < line.length() && line.charAt(at) >= '0' && line.charAt(at) <= '9';
    }

    private static boolean free(String line, int at) {
        return at < 0
                || !Character.isLetterOrDigit(line.charAt(at))
                        && "._-/@=+".indexOf(line.charAt(at)) < 0;
    }

    private static boolean freeAfter(String line, int at) {
        return at >= line.length()
                || line.charAt(at) == '-'
                || !Character.isLetterOrDigit(line.charAt(at))
                        && "_/@=%".indexOf(line.charAt(at)) < 0
                        && !(line.charAt(at) == '.' && digit(line, at + 1));
    }
}
