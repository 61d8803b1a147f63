package dev.mailswitch.delivery.bounce;

import java.util.regex.Pattern;

/// Enhanced codes from one to another of the same subject; the class may be `x` for both 4 and 5.
record CodeRange(char kind, int subject, int from, int to) {

    private static final Pattern DOT = Pattern.compile("\\.");

    /// Reads `5.7.606-5.7.649`, `4.7.28`, `x.1.1`.
    static CodeRange of(String text) {
        String[] ends = text.split("-", -1);
        String[] first = DOT.split(ends[0]);
        int from = Integer.parseInt(first[2]);
        int to = ends.length == 1 ? from : Integer.parseInt(DOT.split(ends[1])[2]);
        return new CodeRange(first[0].charAt(0), Integer.parseInt(first[1]), from, to);
    }

    boolean holds(String code) {
        String[] parts = DOT.split(code);
        if (parts.length != 3 || kind != 'x' && parts[0].charAt(0) != kind) {
            return false;
        }
        int detail = Integer.parseInt(parts[2]);
        return Integer.parseInt(parts[1]) == subject && detail >= from && detail <= to;
    }
}
