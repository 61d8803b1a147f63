package dev.mailswitch.bounce;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Brings the text of a refusal into one form. Every step is one pass over a text whose length is
/// bounded; there are no patterns that a stranger's text could make slow.
///
/// @param line      lower case, one line, without accents
/// @param afterData the text says that the mail had been handed over
record ReplyText(String line, boolean afterData) {

    /// Longer texts are cut before anything is done with them.
    private static final int MAX_RAW = 4 * Refusal.MAX_TEXT;

    /// How far the words of a relay about its dialogue reach.
    private static final int MAX_PREAMBLE = 300;

    private static final String EXIMS_HOST = ": host ";

    static ReplyText of(String text) {
        String cut = text.length() > MAX_RAW ? text.substring(0, MAX_RAW) : text;
        String line = spaced(plain(cut));
        boolean afterData =
                line.contains("in reply to end of data")
                        || line.contains("after end of data")
                        || line.contains("after pipelined end of data")
                        || line.contains("failed after i sent the message");
        return new ReplyText(withoutDialogue(line), afterData);
    }

    /// Lower case, without accents, with the quotes of a keyboard.
    static String plain(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (ascii(lower)) {
            return lower;
        }
        StringBuilder plain = new StringBuilder(lower.length());
        Normalizer.normalize(lower, Normalizer.Form.NFKD)
                .codePoints()
                .filter(letter -> Character.getType(letter) != Character.NON_SPACING_MARK)
                .map(ReplyText::keyboard)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static boolean ascii(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) > 127) {
                return false;
            }
        }
        return true;
    }

    private static int keyboard(int letter) {
        return switch (letter) {
            case '\u2018', '\u2019', '\u00b4' -> '\'';
            case '\u201c', '\u201d' -> '"';
            case '\u2013', '\u2014', '\u2011' -> '-';
            case '\u00a0' -> ' ';
            case '\u0131' -> 'i';
            case '\u0142' -> 'l';
            default -> letter;
        };
    }

    private static String spaced(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter > ' ' && letter != 127) {
                line.append(letter);
            } else if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
            }
        }
        return line.toString().strip();
    }

    /// Without the type of a diagnostic code, without the name of the host that was asked (which may
    /// be `spam.example.com`), and without the command it answered.
    private static String withoutDialogue(String line) {
        String rest = line;
        if (rest.startsWith("smtp;")) {
            rest = rest.substring("smtp;".length()).strip();
        }
        rest = withoutEximsHost(rest);
        rest = without(rest, "host ", "said:");
        return without(rest, "(in reply to ", ")");
    }

    /// `smtp error from remote mail server after rcpt to:<…>: host mx.example.com [192.0.2.25]: 550`;
    /// newer versions name the host before, and `]:` is then of the reply.
    private static String withoutEximsHost(String line) {
        int error = line.indexOf("smtp error from remote mail");
        int host = error < 0 ? -1 : line.indexOf(EXIMS_HOST, error);
        int end = host < 0 ? -1 : line.indexOf("]: ", host);
        if (end < 0 || end - error > MAX_PREAMBLE) {
            return line;
        }
        int name = host + EXIMS_HOST.length();
        boolean address = line.indexOf(' ', name) + 1 == line.indexOf('[', name);
        return address ? (line.substring(0, error) + line.substring(end + 2)).strip() : line;
    }

    /// Without what lies between two marks, if they are near each other.
    private static String without(String line, String from, String to) {
        int start = line.indexOf(from);
        if (start < 0) {
            return line;
        }
        int end = line.indexOf(to, start + from.length());
        if (end < 0 || end - start > MAX_PREAMBLE) {
            return line;
        }
        return (line.substring(0, start) + line.substring(end + to.length())).strip();
    }

    /// The lines of one reply as one: each repeats the codes, of which the first stay.
    String joined(int code, @Nullable String enhanced) {
        String basic = Integer.toString(code);
        int first = code == 0 ? -1 : line.indexOf(basic);
        if (first < 0 || line.indexOf(basic, first + 3) < 0) {
            return line;
        }
        StringBuilder joined = new StringBuilder(line.length());
        int from = 0;
        for (int at = line.indexOf(basic, first + 3); at >= 0; at = line.indexOf(basic, from)) {
            int end = at + 3;
            boolean again =
                    line.charAt(at - 1) == ' '
                            && (end == line.length()
                                    || line.charAt(end) == '-'
                                    || line.charAt(end) == ' ');
            joined.append(line, from, again ? at : end);
            from = end;
            if (again) {
                from = Math.min(line.length(), end + 1);
                if (enhanced != null && line.startsWith(enhanced, from)) {
                    from = Math.min(line.length(), from + enhanced.length() + 1);
                }
            }
        }
        return joined.append(line, from, line.length()).toString().strip();
    }

    /// Each address as an `@`. What is in a name says nothing about the mail.
    static String masked(String line) {
        int at = line.indexOf('@');
        if (at < 0) {
            return line;
        }
        StringBuilder masked = new StringBuilder(line.length());
        int from = 0;
        for (; at >= 0; at = line.indexOf('@', at + 1)) {
            int start = at;
            while (start > from && local(line.charAt(start - 1))) {
                start--;
            }
            int end = at + 1;
            while (end < line.length() && domain(line.charAt(end))) {
                end++;
            }
            if (start < at && end > at + 1) {
                // A full stop after it belongs to the sentence.
                end = line.charAt(end - 1) == '.' ? end - 1 : end;
                masked.append(line, from, start).append('@');
                from = end;
            }
        }
        return masked.append(line, from, line.length()).toString();
    }

    private static boolean local(char letter) {
        return Character.isLetterOrDigit(letter) || "._+-=%'~#&!*/?^`{}|$".indexOf(letter) >= 0;
    }

    private static boolean domain(char letter) {
        return Character.isLetterOrDigit(letter) || letter == '.' || letter == '-';
    }
}
