package dev.mailswitch.bounce.mail;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Recipients that a mail system names without their domain, as old Sendmail does for its own:
/// `550 <ann>... User unknown`. The mail that came back says which domain that is, if it was written
/// to one address of that name only.
final class BareNames {

    private static final String AFTER = "...";

    /// Letters of the longest name (RFC 5321 section 4.5.3.1.1).
    private static final int LONGEST = 64;

    /// By name in lower case; an empty text if several have it.
    private final Map<String, String> addresses = new HashMap<>();

    private BareNames(List<String> writtenTo) {
        for (String address : writtenTo) {
            String name = address.substring(0, address.indexOf('@')).toLowerCase(Locale.ROOT);
            addresses.merge(name, address, (one, other) -> one.equalsIgnoreCase(other) ? one : "");
        }
    }

    /// The text with such names made whole; those of which that is not known stay.
    ///
    /// @param writtenTo addresses that the mail that came back was for, as far as known
    static String completed(String text, List<String> writtenTo) {
        if (writtenTo.isEmpty() || !text.contains(AFTER)) {
            return text;
        }
        BareNames names = new BareNames(writtenTo);
        return text.lines().map(names::completed).collect(Collectors.joining("\n"));
    }

    private String completed(String line) {
        int end = line.indexOf(AFTER);
        int close = end > 0 && line.charAt(end - 1) == '>' ? end - 1 : end;
        int from = close;
        while (from > 0 && close - from < LONGEST && isOfName(line.charAt(from - 1))) {
            from--;
        }
        String whole = from < close ? address(line.substring(from, close)) : null;
        return whole != null && isHead(line.substring(0, from), close < end)
                ? line.substring(0, from) + whole + line.substring(close)
                : line;
    }

    private @Nullable String address(String name) {
        String address = addresses.get(name.toLowerCase(Locale.ROOT));
        return address == null || address.isEmpty() ? null : address;
    }

    /// Whether only codes stand before a name, and something that marks it as one: a bracket or a
    /// code. Three dots behind a word alone are anybody's.
    private static boolean isHead(String before, boolean bracket) {
        String codes =
                bracket && before.endsWith("<") ? before.substring(0, before.length() - 1) : before;
        boolean marked = bracket ? before.endsWith("<") : !codes.isBlank();
        return marked && codes.chars().allMatch(c -> c == ' ' || c == '.' || c >= '0' && c <= '9');
    }

    private static boolean isOfName(char letter) {
        return Character.isLetterOrDigit(letter) || "._+-".indexOf(letter) >= 0;
    }
}
