package dev.mailswitch.delivery.transport.sandbox;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A mail's bytes as they would have gone out, and what they are kept by.
record SandboxContent(byte[] raw, byte[] sha256) {

    static SandboxContent of(byte[] raw) {
        try {
            return new SandboxContent(raw, MessageDigest.getInstance("SHA-256").digest(raw));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
