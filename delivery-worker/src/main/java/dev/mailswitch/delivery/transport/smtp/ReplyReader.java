package dev.mailswitch.delivery.transport.smtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Cuts replies out of the octets that come from the server (RFC 5321 §4.2).
///
/// The RFC allows 512 octets a line; eight times that is tolerated, and 200 lines. What is more, or
/// is not a reply, is a PROTOCOL fault.
final class ReplyReader {

    static final int MAX_LINE = 4_096;
    static final int MAX_LINES = 200;

    /// Where octets come from.
    interface Source {
        /// At least one octet, read into the buffer; never the end.
        int read(byte[] buffer, int offset, int length) throws WireFault;
    }

    /// A reply as it stands on the wire, the codes taken off its lines.
    record Lines(int code, List<String> texts) {
        SmtpReply toReply() {
            return SmtpReply.of(code, texts);
        }
    }

    private final byte[] buffer = new byte[MAX_LINE + 2];
    private final Source source;
    private int start;
    private int end;

    ReplyReader(Source source) {
        this.source = source;
    }

    /// Whether octets have come that belong to no reply read so far.
    boolean hasLeftover() {
        return start < end;
    }

    Lines next() throws WireFault {
        int code = 0;
        List<String> texts = new ArrayList<>(1);
        while (true) {
            int lineFeed = findLineFeed();
            int length = lineFeed - start;
            if (length > 0 && buffer[lineFeed - 1] == '\r') {
                length--;
            }
            int lineCode = code(length);
            if (code != 0 && lineCode != code) {
                throw fault("a reply with two codes");
            }
            code = lineCode;
            boolean last = length == 3 || buffer[start + 3] == ' ';
            if (!last && buffer[start + 3] != '-') {
                throw fault("not a reply");
            }
            int textStart = Math.min(4, length);
            texts.add(
                    new String(
                            buffer, start + textStart, length - textStart, StandardCharsets.UTF_8));
            start = lineFeed + 1;
            if (last) {
                return new Lines(code, texts);
            }
            if (texts.size() == MAX_LINES) {
                throw fault("a reply of more than " + MAX_LINES + " lines");
            }
        }
    }

    private int code(int length) throws WireFault {
        int code = 0;
        for (int i = 0; i < 3; i++) {
            int digit = i < length ? buffer[start + i] - '0' : -1;
            if (digit < 0 || digit > 9) {
                throw fault("not a reply");
            }
            code = code * 10 + digit;
        }
        if (code < 200 || code > 599) {
            throw fault("not a reply code: " + code);
        }
        return code;
    }

    private int findLineFeed() throws WireFault {
        int at = start;
        while (true) {
            for (; at < end; at++) {
                if (buffer[at] == '\n') {
                    return at;
                }
            }
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, end - start);
                end -= start;
                at -= start;
                start = 0;
            }
            if (end == buffer.length) {
                throw fault("a reply line of more than " + MAX_LINE + " octets");
            }
            end += source.read(buffer, end, buffer.length - end);
        }
    }

    private static WireFault fault(String detail) {
        return new WireFault(SmtpFault.PROTOCOL, detail);
    }
}
