package dev.mailswitch.bounce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A text to look for: parts that follow each other with anything between them. Compared by plain
/// search, so that no text of a stranger can make it slow.
///
/// @param parts at least one, none empty, lower case
/// @param word  the parts count only between word boundaries, since they are short
record Phrase(List<String> parts, boolean word) {

    private static final String GAP = "..";

    /// Parts up to this length count only as words: there is an "ip" in every "recipient". A longer
    /// part whose first word is that short begins at a word: "ip blocked" is not said of a "zip".
    private static final int SHORT = 3;

    /// Of `one part .. another`, found anywhere.
    ///
    /// @throws IllegalArgumentException if nothing is left to look for, or it is not lower case
    static Phrase of(String text) {
        return new Phrase(split(text), false);
    }

    /// Of a short text such as `sc-001`: in the middle of a queue id or a host name it says nothing.
    static Phrase word(String text) {
        return new Phrase(split(text), true);
    }

    private static List<String> split(String text) {
        if (!text.equals(text.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("'" + text + "' must be in lower case");
        }
        return parts(ReplyText.plain(text));
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int gap = text.indexOf(GAP); gap >= 0; gap = text.indexOf(GAP, from)) {
            parts.add(text.substring(from, gap).strip());
            from = gap + GAP.length();
        }
        parts.add(text.substring(from).strip());
        if (parts.contains("")) {
            throw new IllegalArgumentException("'" + text + "' has an empty part");
        }
        return List.copyOf(parts);
    }

    /// Which of its parts an index should look for: the longest.
    String anchor() {
        String longest = parts.getFirst();
        for (String part : parts) {
            if (part.length() > longest.length()) {
                longest = part;
            }
        }
        return longest;
    }

    /// Addresses count only for phrases that speak of one: a mailbox may be called `virus`.
    boolean within(Refusal refusal) {
        return within(parts.getFirst().indexOf('@') >= 0 ? refusal.unmasked() : refusal.text());
    }

    private boolean within(String text) {
        int from = 0;
        for (String part : parts) {
            int at = word || countsAsWord(part) ? word(text, part, from) : part(text, part, from);
            if (at < 0) {
                return false;
            }
            from = at + part.length();
        }
        return true;
    }

    /// Chinese and Japanese have no spaces, and two signs say much.
    private static boolean countsAsWord(String part) {
        return part.length() <= SHORT && !Character.isIdeographic(part.codePointAt(0));
    }

    private static int part(String text, String part, int from) {
        int at = text.indexOf(part, from);
        if (beginsShort(part)) {
            while (at > 0 && inWord(text.charAt(at - 1))) {
                at = text.indexOf(part, at + 1);
            }
        }
        return at;
    }

    private static boolean beginsShort(String part) {
        int space = part.indexOf(' ');
        return space > 0 && space <= SHORT;
    }

    private static int word(String text, String word, int from) {
        for (int at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1)) {
            int end = at + word.length();
            if (endsBefore(text, at) && beginsAfter(text, end)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean endsBefore(String text, int at) {
        return at == 0
                || !inWord(text.charAt(at - 1))
                        && !(at > 1 && text.charAt(at - 1) == '.' && inWord(text.charAt(at - 2)));
    }

    /// A dot ends a word, unless it goes on as the name of a host.
    private static boolean beginsAfter(String text, int end) {
        return end == text.length()
                || !inWord(text.charAt(end))
                        && !(end + 1 < text.length()
                                && text.charAt(end) == '.'
                                && inWord(text.charAt(end + 1)));
    }

    private static boolean inWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
