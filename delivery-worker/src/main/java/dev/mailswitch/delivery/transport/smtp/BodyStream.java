package dev.mailswitch.delivery.transport.smtp;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/// Turns a message into what may follow DATA (RFC 5321 §4.5.2, §2.3.8).
///
/// Every line ends in CRLF: a bare CR and a bare LF each become one. Then a dot at the beginning of a
/// line is doubled. So there is no sequence in a message, whatever its bytes, that any server could
/// take for the end of it (SMTP smuggling); only [#end] writes that.
final class BodyStream extends OutputStream {

    private static final byte CR = '\r';
    private static final byte LF = '\n';
    private static final byte DOT = '.';

    /// Where the octets go.
    interface Target {
        void put(byte octet) throws WireFault;

        void put(byte[] octets, int offset, int length) throws WireFault;
    }

    private final Target wire;
    private boolean atLineStart = true;
    private boolean afterCr;

    BodyStream(Target wire) {
        this.wire = wire;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, octets.length);
        int end = offset + length;
        int copied = offset; // what stands before is in the wire's buffer already
        for (int i = offset; i < end; i++) {
            byte octet = octets[i];
            if (octet == LF) {
                if (!afterCr) {
                    wire.put(octets, copied, i - copied);
                    copied = i;
                    wire.put(CR);
                }
                afterCr = false;
                atLineStart = true;
                continue;
            }
            if (afterCr) {
                wire.put(octets, copied, i - copied);
                copied = i;
                wire.put(LF);
                afterCr = false;
                atLineStart = true;
            }
            if (octet == CR) {
                afterCr = true;
            } else if (atLineStart && octet == DOT) {
                wire.put(octets, copied, i - copied);
                copied = i;
                wire.put(DOT);
            }
            atLineStart = false;
        }
        wire.put(octets, copied, end - copied);
    }

    /// Ends the last line if the message has not.
    void endLastLine() throws WireFault {
        if (afterCr) {
            wire.put(LF);
        } else if (!atLineStart) {
            wire.put(CR);
            wire.put(LF);
        }
        afterCr = false;
        atLineStart = true;
    }

    /// The final dot, into the buffer.
    void end() throws WireFault {
        wire.put(DOT);
        wire.put(CR);
        wire.put(LF);
    }

    /// Nothing: the wire decides when a block is full, and a message that flushes often would only
    /// cost packets.
    @Override
    public void flush() {}

    /// Nothing: a message may close its stream, the connection goes on.
    @Override
    public void close() {}
}
