package dev.mailswitch.crypto;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Named keys in order: the first makes new things, all of them open old ones. Rotation is putting
/// a new key in front and taking the old one out when nothing refers to it any more.
public final class KeyRing {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    private final Map<String, byte[]> keys;
    private final String first;

    private KeyRing(LinkedHashMap<String, byte[]> keys) {
        this.keys = keys;
        this.first = keys.firstEntry().getKey();
    }

    /// Reads `name:base64,name:base64,…`.
    ///
    /// @param what     the setting's name, for messages
    /// @param minBytes the least a key must have
    /// @param maxBytes the most
    /// @throws IllegalArgumentException naming the setting and never quoting a key
    public static KeyRing parse(String what, String text, int minBytes, int maxBytes) {
        LinkedHashMap<String, byte[]> keys = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            int colon = pair.indexOf(':');
            String name = colon < 0 ? "" : pair.substring(0, colon).strip();
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        what + " must have the form name:base64,name:base64");
            }
            byte[] key = decoded(what, name, pair.substring(colon + 1).strip());
            if (key.length < minBytes || key.length > maxBytes) {
                throw new IllegalArgumentException(
                        minBytes == maxBytes
                                ? "%s: key %s must have %d bytes".formatted(what, name, minBytes)
                                : "%s: key %s must have %d to %d bytes"
                                        .formatted(what, name, minBytes, maxBytes));
            }
            if (keys.put(name, key) != null) {
                throw new IllegalArgumentException(what + " has two keys named " + name);
            }
        }
        return new KeyRing(keys);
    }

    private static byte[] decoded(String what, String name, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("%s: key %s is not base64".formatted(what, name));
        }
    }

    /// The name of the key that makes new things.
    public String first() {
        return first;
    }

    /// The bytes of a key; callers do not change them.
    public Optional<byte[]> key(String name) {
        return Optional.ofNullable(keys.get(name));
    }

    public Iterable<String> names() {
        return keys.keySet();
    }

    /// Says which keys there are, not what they are.
    @Override
    public String toString() {
        return "KeyRing" + keys.keySet();
    }
}
