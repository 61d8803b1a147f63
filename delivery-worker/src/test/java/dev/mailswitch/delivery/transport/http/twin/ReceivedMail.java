package dev.mailswitch.delivery.transport.http.twin;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A mail as a vendor got it.
///
/// @param from     sender with name; see [Party]
/// @param to       those the mail shows, in order; cc likewise
/// @param envelope the addresses it goes to, in any order
/// @param headers  the custom ones
/// @param files    in order, inline ones first
/// @param correlation the token that comes back in events
public record ReceivedMail(
        Party from,
        List<Party> to,
        List<Party> cc,
        List<Party> replyTo,
        List<String> envelope,
        String subject,
        @Nullable String html,
        @Nullable String text,
        Map<String, String> headers,
        List<File> files,
        List<String> tags,
        @Nullable String correlation) {

    /// @param email `local@domain`, the domain in ASCII
    public record Party(@Nullable String name, String email) {

        /// Reads `a@b`, `Name <a@b>`, `"Na, me" <a@b>`.
        public static Party parse(String text) {
            String stripped = text.strip();
            int open = stripped.lastIndexOf('<');
            if (open < 0) {
                return new Party(null, stripped);
            }
            String name = stripped.substring(0, open).strip();
            if (name.startsWith("\"") && name.endsWith("\"") && name.length() > 1) {
                name = name.substring(1, name.length() - 1).replaceAll("\\\\(.)", "$1");
            }
            return new Party(
                    name.isEmpty() ? null : name,
                    stripped.substring(open + 1, stripped.length() - 1));
        }
    }

    /// @param contentId without brackets; null if it is not inline
    public record File(String name, String type, @Nullable String contentId, byte[] bytes) {}
}
