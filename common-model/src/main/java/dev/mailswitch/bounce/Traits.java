package dev.mailswitch.bounce;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// What a refusal is told by when nothing in it is known as a whole: its words, each two words
/// that follow each other, and its codes. One pass over a text of bounded length.
final class Traits {

    /// A reason stands near the beginning; what comes after is names of hosts and advice.
    private static final int MAX_WORDS = 60;

    private static final int MAX_LETTERS = 24;

    /// Two digits are a code that a host uses again (`s2k`); more are of a queue or a time.
    private static final int MAX_DIGITS = 2;

    private final SequencedSet<String> found = new LinkedHashSet<>();
    private String previous = "";
    private int words;

    private Traits() {}

    /// Words as they stand, pairs as `two words`, codes as `enhanced=5.7.1`; each once.
    static SequencedSet<String> of(Refusal refusal) {
        Traits traits = new Traits();
        traits.codes(refusal);
        traits.text(refusal.text());
        return traits.found;
    }

    /// Of texts without codes, such as the parts of a phrase; pairs do not reach from one to the
    /// next.
    static SequencedSet<String> of(List<String> texts) {
        Traits traits = new Traits();
        for (String text : texts) {
            traits.previous = "";
            traits.text(text);
        }
        return traits.found;
    }

    private void codes(Refusal refusal) {
        found.add("code=" + refusal.code());
        found.add("kind=" + refusal.code() / 100);
        String enhanced = refusal.enhanced();
        found.add("enhanced=" + enhanced);
        found.add("subject=" + (enhanced == null ? enhanced : enhanced.substring(2)));
        found.add("codes=" + refusal.code() + " " + enhanced);
        if (refusal.afterData()) {
            found.add("after=data");
        }
    }

    private void text(String text) {
        int at = 0;
        while (at < text.length() && words < MAX_WORDS) {
            char letter = text.charAt(at);
            int end = at + 1;
            if (Character.isIdeographic(letter)) {
                word(text.substring(at, end));
            } else if (Character.isLetter(letter)) {
                end = endOfWord(text, at);
                word(plain(text, at, end));
            } else if (Character.isDigit(letter)) {
                // A word that begins with a digit is a code, an address or an id.
                end = endOfWord(text, at);
            } else if (letter == '@') {
                word("@");
            }
            at = end;
        }
    }

    private static int endOfWord(String text, int from) {
        int end = from;
        while (end < text.length() && inWord(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean inWord(char letter) {
        return Character.isLetterOrDigit(letter) && !Character.isIdeographic(letter)
                || letter == '\''
                || letter == '-'
                || letter == '_';
    }

    /// `#` for what is no word: the number of a queue, a time, a key.
    private static String plain(String text, int from, int to) {
        int digits = 0;
        for (int at = from; at < to; at++) {
            digits += Character.isDigit(text.charAt(at)) ? 1 : 0;
        }
        return digits > MAX_DIGITS || to - from > MAX_LETTERS ? "#" : text.substring(from, to);
    }

    private void word(String word) {
        found.add(word);
        if (!previous.isEmpty()) {
            found.add(previous + " " + word);
        }
        previous = word;
        words++;
    }
}
