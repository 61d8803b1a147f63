package dev.mailswitch.api.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The precondition of a change (RFC 9110, section 13.1.1).
///
/// @param any  `*`: whatever there is
/// @param tags the strong ones, without quotes; a weak one never matches (section 8.8.3.2)
record IfMatch(boolean any, List<String> tags) {

    /// An element of the list with what separates it from the next; elements may be empty (section
    /// 5.6.1).
    private static final Pattern ELEMENT =
            Pattern.compile(
                    "[ \\t]*(?:(?<weak>W/)?\"(?<tag>[\\x21\\x23-\\x7e\\x80-\\xff]*)\")?[ \\t]*(?:,|$)");

    IfMatch {
        tags = List.copyOf(tags);
    }

    /// Several header lines are one list. Empty if they are none.
    static Optional<IfMatch> parse(List<String> lines) {
        String text = String.join(",", lines).strip();
        if (text.equals("*")) {
            return Optional.of(new IfMatch(true, List.of()));
        }
        List<String> strong = new ArrayList<>();
        boolean found = false;
        Matcher element = ELEMENT.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!element.region(at, text.length()).lookingAt()) {
                return Optional.empty();
            }
            String tag = element.group("tag");
            found |= tag != null;
            if (tag != null && element.group("weak") == null) {
                strong.add(tag);
            }
            at = element.end();
        }
        return found ? Optional.of(new IfMatch(false, strong)) : Optional.empty();
    }

    /// @param tag of what is there, without quotes
    boolean matches(String tag) {
        return any || tags.contains(tag);
    }
}
