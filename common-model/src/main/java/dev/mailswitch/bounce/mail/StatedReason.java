package dev.mailswitch.bounce.mail;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds what a host said in a text that has much else: sentences of the mail system that mention
/// rejections, filters and full mailboxes without meaning them.
final class StatedReason {

    /// What mail systems write just before it.
    private static final List<String> BEFORE =
            List.of(
                    "the error that the other server returned was:",
                    "the response from the remote server was:",
                    "the response was:",
                    "the reason for the problem:",
                    "reject reason:",
                    "(reason:",
                    "remote host said:");

    private StatedReason() {}

    /// Until the next empty line; null if none of the marks is there, or nothing behind it.
    static @Nullable String in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String mark : BEFORE) {
            int at = lower.length() == text.length() ? lower.indexOf(mark) : -1;
            if (at >= 0) {
                String said = paragraph(text.substring(at + mark.length()).stripLeading());
                return said.isEmpty() ? null : said;
            }
        }
        return null;
    }

    private static String paragraph(String text) {
        StringBuilder said = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || said.length() > Limits.FIELD) {
                break;
            }
            said.append(line).append('\n');
        }
        return said.toString().strip();
    }
}
