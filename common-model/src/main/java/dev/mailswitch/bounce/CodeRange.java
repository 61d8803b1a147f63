package dev.mailswitch.bounce;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Enhanced codes from one to another of the same subject; the class may be `x` for both 4 and 5.
record CodeRange(char kind, int subject, int from, int to) {

    private static final Pattern FORM =
            Pattern.compile(
                    "([45x])\\.(\\d{1,3})\\.(\\d{1,3})(?:-([45x])\\.(\\d{1,3})\\.(\\d{1,3}))?");

    /// Reads `5.7.606-5.7.649`, `4.7.28`, `x.1.1`.
    ///
    /// @throws IllegalArgumentException for anything else
    static CodeRange of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no enhanced code such as 5.7.1, x.1.1 or 5.7.606-5.7.649");
        }
        char kind = form.group(1).charAt(0);
        int subject = Integer.parseInt(form.group(2));
        int from = Integer.parseInt(form.group(3));
        if (form.group(4) == null) {
            return new CodeRange(kind, subject, from, from);
        }
        int to = Integer.parseInt(form.group(6));
        if (form.group(4).charAt(0) != kind
                || Integer.parseInt(form.group(5)) != subject
                || to < from) {
            throw new IllegalArgumentException(
                    "'" + text + "' must differ in the last number only, the smaller one first");
        }
        return new CodeRange(kind, subject, from, to);
    }

    /// @param code as [Refusal#enhanced] has it
    boolean holds(String code) {
        int first = code.indexOf('.');
        int second = code.indexOf('.', first + 1);
        if (second < 0 || kind != 'x' && code.charAt(0) != kind) {
            return false;
        }
        int detail = number(code, second + 1, code.length());
        return number(code, first + 1, second) == subject && detail >= from && detail <= to;
    }

    private static int number(String code, int from, int to) {
        int value = 0;
        for (int at = from; at < to; at++) {
            value = 10 * value + code.charAt(at) - '0';
        }
        return value;
    }
}
