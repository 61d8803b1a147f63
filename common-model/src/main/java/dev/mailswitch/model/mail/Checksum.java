package dev.mailswitch.model.mail;

import java.util.zip.CRC32C;

/// What the bytes of a mail are known again by, once they are gone: two sums of CRC-32C (RFC 9260,
/// appendix A). It finds out that settings have changed what would be composed today; it proves
/// nothing against somebody who wants it to fit.
///
/// @param signature of the field DKIM-Signature that stands above the rest; 0 if there is none
/// @param rest      of everything below it
public record Checksum(int signature, int rest) {

    /// @param signature empty if there is none
    /// @param length    how many bytes of the array `rest` count
    public static Checksum of(byte[] signature, byte[] rest, int length) {
        int sum = crc(signature, signature.length);
        // Zero has another meaning.
        return new Checksum(sum == 0 && signature.length > 0 ? 1 : sum, crc(rest, length));
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    public boolean signed() {
        return signature != 0;
    }

    /// Both in one number, as it is stored; [#unpacked] is the way back.
    public long packed() {
        return (long) signature << 32 | rest & 0xffff_ffffL;
    }

    public static Checksum unpacked(long packed) {
        return new Checksum((int) (packed >>> 32), (int) packed);
    }
}
