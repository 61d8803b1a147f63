package dev.mailswitch.delivery.bounce;

import java.util.List;

/// A text to look for: parts that follow each other with anything between them. Compared by
/// plain search, which on replies of a line or two is faster than hundreds of patterns.
record Phrase(List<String> parts) {

    private static final String GAP = "..";

    /// Parts up to this length count only as words: there is an "ip" in every "recipient".
    private static final int SHORT = 3;

    /// Of `one part .. another`; a part is not trimmed beyond the spaces around the dots.
    static Phrase of(String text) {
        if (text.isBlank() || !text.equals(text.toLowerCase(java.util.Locale.ROOT))) {
            throw new IllegalArgumentException("a phrase is lower case: " + text);
        }
        return new Phrase(
                List.of(text.split("\\Q" + GAP + "\\E")).stream().map(String::strip).toList());
    }

    boolean within(String text) {
        int from = 0;
        for (String part : parts) {
            int at = part.length() <= SHORT ? word(text, part, from) : text.indexOf(part, from);
            if (at < 0) {
                return false;
            }
            from = at + part.length();
        }
        return true;
    }

    /// Found with no letter, digit or underscore directly before or after it: else queue ids and
    /// host names would hit.
    boolean asWordWithin(String text) {
        return word(text, parts.getFirst(), 0) >= 0;
    }

    private static int word(String text, String word, int from) {
        for (int at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1)) {
            int end = at + word.length();
            if ((at == 0 || !inWord(text.charAt(at - 1)))
                    && (end == text.length() || !inWord(text.charAt(end)))) {
                return at;
            }
        }
        return -1;
    }

    private static boolean inWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
