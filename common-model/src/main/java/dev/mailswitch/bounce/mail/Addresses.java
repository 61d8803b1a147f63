package dev.mailswitch.bounce.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds addresses in texts. Looser than the grammar: what a report quotes need not be valid.
final class Addresses {

    /// Letters of the longest address (RFC 5321 section 4.5.3.1), and some more.
    private static final int LONGEST = 320;

    private Addresses() {}

    /// Of a field as `rfc822; "a b"@example.com` or `<a@example.com> (reason)`.
    static @Nullable String ofField(@Nullable String field) {
        if (field == null) {
            return null;
        }
        int type = field.indexOf(';');
        String value = field.substring(type + 1).strip();
        String first = firstIn(value);
        if (first != null) {
            return first;
        }
        String bare = value.replaceAll("[<>]", "").strip();
        return bare.isEmpty() || bare.length() > LONGEST || bare.indexOf(' ') >= 0 ? null : bare;
    }

    static @Nullable String firstIn(String text) {
        List<String> found = in(text, 1);
        return found.isEmpty() ? null : found.getFirst();
    }

    /// Every address of a text, in order, once each.
    static List<String> in(String text) {
        return in(text, Limits.RECIPIENTS);
    }

    private static List<String> in(String text, int most) {
        List<String> found = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf('@');
                at >= 0 && found.size() < most;
                at = text.indexOf('@', at + 1)) {
            int start = at;
            while (start > from && at - start < LONGEST && local(text.charAt(start - 1))) {
                start--;
            }
            int end = at + 1;
            while (end < text.length() && end - at < LONGEST && domain(text.charAt(end))) {
                end++;
            }
            while (end > at + 1 && !Character.isLetterOrDigit(text.charAt(end - 1))) {
                end--;
            }
            while (start < at && text.charAt(start) == '\'') {
                start++;
            }
            from = end;
            if (start < at && end > at + 1) {
                String address = text.substring(start, end);
                if (found.stream().noneMatch(address::equalsIgnoreCase)) {
                    found.add(address);
                }
            }
        }
        return found;
    }

    /// Of a mail system rather than of somebody.
    static boolean isDaemon(String address) {
        int at = address.indexOf('@');
        String local = (at < 0 ? address : address.substring(0, at)).toLowerCase(Locale.ROOT);
        return local.equals("mailer-daemon")
                || local.equals("postmaster")
                || local.equals("post_master")
                || local.startsWith("mailer-daemon")
                || local.equals("mail-daemon")
                || local.equals("maildaemon")
                || local.equals("mdaemon")
                || local.equals("mailsystem")
                || local.startsWith("microsoftexchange");
    }

    private static boolean local(char letter) {
        return Character.isLetterOrDigit(letter) || "._+-=%'~#&!*/?^`{}|$".indexOf(letter) >= 0;
    }

    private static boolean domain(char letter) {
        return Character.isLetterOrDigit(letter) || letter == '.' || letter == '-';
    }
}
