package dev.mailswitch.bounce;

import org.jspecify.annotations.Nullable;

/// A refusal in the form the rules are written for: one line, lower case, without repeated codes,
/// without addresses and without what a relay says about the dialogue.
///
/// @param code      the basic code, 0 if there is none
/// @param enhanced  the enhanced code (RFC 3463) as `5.7.1`, or null
/// @param text      at most [#MAX_TEXT] characters; each address is an `@`
/// @param unmasked  the same with addresses; the same object if there are none
/// @param afterData the whole mail had been handed over
public record Refusal(
        int code, @Nullable String enhanced, String text, String unmasked, boolean afterData) {

    public static final int MAX_TEXT = 1_000;

    public Refusal {
        if (code != 0 && (code < 200 || code > 599)) {
            throw new IllegalArgumentException("not a reply code: " + code);
        }
    }

    /// Of a reply's parts, or of a bare diagnostic text: what is missing is read from the text.
    ///
    /// @param code      0 if unknown
    /// @param enhanced  null if unknown
    /// @param text      one or more lines, or lines joined to one
    /// @param afterData false if unknown; the text may say so itself
    public static Refusal of(int code, @Nullable String enhanced, String text, boolean afterData) {
        ReplyText reply = ReplyText.of(text);
        ReplyCodes said = ReplyCodes.in(reply.line());
        int basic = code != 0 ? code : said.code();
        String status = enhanced != null ? enhanced.strip() : said.enhanced();
        // Where the two disagree the basic code is right.
        if (status != null && basic >= 400 && status.charAt(0) != '0' + basic / 100) {
            status = (basic / 100) + status.substring(1);
        }
        String line = cut(reply.joined(basic, status));
        return new Refusal(
                basic, status, cut(ReplyText.masked(line)), line, afterData || reply.afterData());
    }

    private static String cut(String line) {
        return line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) : line;
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
