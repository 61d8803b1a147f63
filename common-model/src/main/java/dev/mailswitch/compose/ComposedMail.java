package dev.mailswitch.compose;

import dev.mailswitch.model.mail.Checksum;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// A mail as it goes over the wire: lines end with CRLF, none exceeds 998 octets, the last one is
/// complete. Dots are not yet doubled; that is the transport's business.
public final class ComposedMail {

    private final byte[] signature;
    private final MimeBuffer bytes;
    private final boolean utf8Headers;

    /// @param signature the field that stands above the others; empty if there is none
    ComposedMail(byte[] signature, MimeBuffer bytes, boolean utf8Headers) {
        this.signature = signature;
        this.bytes = bytes;
        this.utf8Headers = utf8Headers;
    }

    /// In octets.
    public int size() {
        return signature.length + bytes.length();
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(signature);
        bytes.writeTo(out);
    }

    /// A copy.
    public byte[] toByteArray() {
        byte[] whole = Arrays.copyOf(signature, size());
        System.arraycopy(bytes.array(), 0, whole, signature.length, bytes.length());
        return whole;
    }

    /// What these bytes can be known again by.
    public Checksum checksum() {
        return Checksum.of(signature, bytes.array(), bytes.length());
    }

    /// The same bytes below the signature.
    ComposedMail withoutSignature() {
        return new ComposedMail(new byte[0], bytes, utf8Headers);
    }

    /// Whether a header holds raw UTF-8 (RFC 6532), because an address in it has no other form. Then,
    /// and only then, some octets have their eighth bit set: bodies never have. The envelope may need
    /// SMTPUTF8 although this is false.
    public boolean needsSmtpUtf8() {
        return utf8Headers;
    }
}
