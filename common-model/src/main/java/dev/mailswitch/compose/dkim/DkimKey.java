package dev.mailswitch.compose.dkim;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

/// What signs the mail of a domain.
///
/// @param domain   the signature's `d=`, in punycode
/// @param selector its `s=`: where under the domain the public key is published
public record DkimKey(String domain, String selector, PrivateKey key) {

    /// Reads the private key.
    ///
    /// @param pkcs8 of an RSA key
    /// @throws IllegalArgumentException if it is none
    public static DkimKey of(String domain, String selector, byte[] pkcs8) {
        try {
            return new DkimKey(
                    domain,
                    selector,
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException none) {
            throw new IllegalArgumentException(
                    "the DKIM key of %s is none".formatted(domain), none);
        }
    }

    /// Without the key.
    @Override
    public String toString() {
        return "DkimKey[%s._domainkey.%s]".formatted(selector, domain);
    }
}
