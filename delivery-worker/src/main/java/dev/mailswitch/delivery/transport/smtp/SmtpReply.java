package dev.mailswitch.delivery.transport.smtp;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a server answered (RFC 5321 §4.2).
///
/// @param code 200 to 599
/// @param enhancedCode from the beginning of the text (RFC 2034), if its class fits the code; else null
/// @param text the lines joined by blanks, the enhanced codes left in, control characters turned into
///     blanks, at most 1,000 characters
public record SmtpReply(int code, @Nullable EnhancedCode enhancedCode, String text) {

    static final int MAX_TEXT = 1_000;

    public SmtpReply {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("not a reply code: " + code);
        }
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("reply text longer than " + MAX_TEXT);
        }
    }

    static SmtpReply of(int code, List<String> lines) {
        String first = lines.getFirst();
        String text = lines.size() == 1 ? clean(first) : clean(joined(lines));
        return new SmtpReply(code, EnhancedCode.leading(first, code), text);
    }

    /// The enhanced code, if the server gave one.
    public Optional<EnhancedCode> enhanced() {
        return Optional.ofNullable(enhancedCode);
    }

    public boolean isPositive() {
        return code < 300;
    }

    boolean isIntermediate() {
        return code >= 300 && code < 400;
    }

    public boolean isTransient() {
        return code >= 400 && code < 500;
    }

    public boolean isPermanent() {
        return code >= 500;
    }

    /// RFC 5321 §3.8: the server closes the connection, whatever was asked.
    public boolean isClosing() {
        return code == 421;
    }

    /// RFC 5321 §4.5.3.1.10: the transaction is full; the recipient itself is fine. Some servers use
    /// 552, some give no enhanced code.
    public boolean isTooManyRecipients() {
        if (code != 452 && code != 552) {
            return false;
        }
        if (enhancedCode != null) {
            return enhancedCode.is(5, 3);
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("too many recipients") || lower.contains("too many rcpt");
    }

    // Some servers quote the command they did not like. The text may have been cut within the
    // secret,
    // so its beginning is enough to cut there.
    SmtpReply withoutSecret(String secret) {
        if (secret.length() < 4) {
            return this;
        }
        int at = text.indexOf(secret.substring(0, Math.min(12, secret.length())));
        return at < 0 ? this : new SmtpReply(code, enhancedCode, text.substring(0, at).strip());
    }

    private static String joined(List<String> lines) {
        StringBuilder all = new StringBuilder();
        for (String line : lines) {
            if (!all.isEmpty()) {
                all.append(' ');
            }
            all.append(line);
            if (all.length() > MAX_TEXT) {
                break;
            }
        }
        return all.toString();
    }

    // Replies end in logs, the console and events: no line breaks, no terminal control, no text
    // that
    // turns its direction.
    private static String clean(String text) {
        int length = Math.min(text.length(), MAX_TEXT);
        if (length < text.length() && Character.isHighSurrogate(text.charAt(length - 1))) {
            length--;
        }
        StringBuilder out = null;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            int type = Character.getType(c);
            boolean bad =
                    Character.isISOControl(c)
                            || type == Character.FORMAT
                            || type == Character.LINE_SEPARATOR
                            || type == Character.PARAGRAPH_SEPARATOR;
            if (bad && out == null) {
                out = new StringBuilder(length).append(text, 0, i);
            }
            if (out != null) {
                out.append(bad ? ' ' : c);
            }
        }
        return (out == null ? text.substring(0, length) : out.toString()).strip();
    }

    @Override
    public String toString() {
        return code + " " + text;
    }
}
