package dev.mailswitch.compose;

/// Where the composer gets the bytes of attached files.
@FunctionalInterface
public interface AttachmentBytes {

    /// The bytes with this digest; the composer does not change them.
    ///
    /// @param sha256 64 hexadecimal digits, lower case
    byte[] of(String sha256);
}
