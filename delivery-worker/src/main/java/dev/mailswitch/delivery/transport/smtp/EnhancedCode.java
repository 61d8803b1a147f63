package dev.mailswitch.delivery.transport.smtp;

import org.jspecify.annotations.Nullable;

/// Enhanced status code (RFC 3463), such as 5.1.1.
///
/// @param category 2, 4 or 5
/// @param subject 0 to 999
/// @param detail 0 to 999
public record EnhancedCode(int category, int subject, int detail) {

    /// The code at the beginning of a reply's text, or null. A code whose class is not that of the
    /// reply is not one: the basic code is the one that servers act on.
    static @Nullable EnhancedCode leading(String text, int basicCode) {
        int[] parts = new int[3];
        int at = 0;
        for (int part = 0; part < 3; part++) {
            int digits = 0;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                parts[part] = parts[part] * 10 + text.charAt(at) - '0';
                at++;
                if (++digits > 3) {
                    return null;
                }
            }
            boolean last = part == 2;
            boolean ended = at == text.length();
            if (digits == 0 || (!last && (ended || text.charAt(at) != '.'))) {
                return null;
            }
            if (last && !ended && text.charAt(at) != ' ') {
                return null;
            }
            at++;
        }
        return parts[0] == basicCode / 100 && (parts[0] == 2 || parts[0] == 4 || parts[0] == 5)
                ? new EnhancedCode(parts[0], parts[1], parts[2])
                : null;
    }

    boolean is(int wantedSubject, int wantedDetail) {
        return subject == wantedSubject && detail == wantedDetail;
    }

    @Override
    public String toString() {
        return category + "." + subject + "." + detail;
    }
}
