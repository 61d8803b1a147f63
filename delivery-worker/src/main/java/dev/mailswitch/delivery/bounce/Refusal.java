package dev.mailswitch.delivery.bounce;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A refusal in the form the rules are written for: one line, lower case, without repeated codes.
///
/// @param code      the basic code, 0 if there is none
/// @param enhanced  the enhanced code (RFC 3463) as `5.7.1`, or null
/// @param text      at most [#MAX_TEXT] characters
/// @param afterData the whole mail had been handed over
public record Refusal(int code, @Nullable String enhanced, String text, boolean afterData) {

    static final int MAX_TEXT = 1_000;

    private static final Pattern BASIC = Pattern.compile("(?<![\\d.])[245]\\d\\d(?![\\d.])");
    private static final Pattern ENHANCED =
            Pattern.compile("(?<![\\d.])[245]\\.\\d{1,3}\\.\\d{1,3}(?![\\d]|\\.\\d)");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern CONTINUED =
            Pattern.compile("(?m)^[245]\\d\\d-(?:[245]\\.\\d{1,3}\\.\\d{1,3} )?");

    public Refusal {
        if (code != 0 && (code < 200 || code > 599)) {
            throw new IllegalArgumentException("not a reply code: " + code);
        }
    }

    /// Of a reply's parts, or of a bare diagnostic text: what is missing is read from the text.
    ///
    /// @param code     0 if unknown
    /// @param enhanced null if unknown
    /// @param text     one or more lines
    public static Refusal of(int code, @Nullable String enhanced, String text, boolean afterData) {
        String cut = text.length() > 4 * MAX_TEXT ? text.substring(0, 4 * MAX_TEXT) : text;
        String plain = cut.toLowerCase(Locale.ROOT).replace("smtp;", " ");
        int basic = code != 0 ? code : first(BASIC, plain).map(Integer::parseInt).orElse(0);
        String status = enhanced != null ? enhanced.strip() : first(ENHANCED, plain).orElse(null);
        // Where the two disagree the basic code is right.
        if (status != null && basic >= 400 && status.charAt(0) != '0' + basic / 100) {
            status = (basic / 100) + status.substring(1);
        }
        String line = SPACE.matcher(joined(plain)).replaceAll(" ").strip();
        return new Refusal(
                basic,
                status,
                line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) : line,
                afterData);
    }

    /// Lines of one reply as one; the code stays at the first line.
    private static String joined(String lines) {
        int first = lines.indexOf('\n');
        return first < 0
                ? lines
                : lines.substring(0, first)
                        + CONTINUED.matcher(lines.substring(first)).replaceAll("");
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }

    /// The host may think otherwise later.
    public boolean temporary() {
        return code != 0 ? code / 100 == 4 : enhanced != null && enhanced.charAt(0) == '4';
    }

    /// The host said that it is final.
    public boolean permanent() {
        return code != 0 ? code / 100 == 5 : enhanced != null && enhanced.charAt(0) == '5';
    }
}
