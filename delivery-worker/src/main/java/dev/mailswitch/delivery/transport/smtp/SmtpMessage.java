package dev.mailswitch.delivery.transport.smtp;

import java.io.IOException;
import java.io.OutputStream;

/// The message as it is to arrive: header, empty line, body. Dot-stuffing and line ends are the
/// client's business; bare CR and bare LF are sent as CRLF.
public interface SmtpMessage {

    /// Writes the whole message. Called again for each further transaction one send needs, and must
    /// then write the same bytes. What it throws ends the transaction with nothing sent.
    void writeTo(OutputStream out) throws IOException;

    /// Its octets, for SIZE (RFC 1870); close is good enough.
    long size();

    /// Whether it has octets above 127, which needs 8BITMIME (RFC 6152).
    boolean eightBit();

    /// A message that is already in memory. The array is not copied.
    static SmtpMessage of(byte[] bytes) {
        boolean high = false;
        for (byte b : bytes) {
            high |= b < 0;
        }
        boolean eightBit = high;
        return new SmtpMessage() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }

            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public boolean eightBit() {
                return eightBit;
            }
        };
    }
}
