package dev.mailswitch.crypto;

import dev.mailswitch.model.id.FluteIds;
import dev.mailswitch.model.token.Tokens;
import java.util.ArrayList;
import java.util.List;

/// Reads the secrets of tokens in mails from the environment.
public final class TokenSecrets {

    /// What they are called there.
    public static final String SETTING = "MAILSWITCH_TOKEN_SECRETS";

    private TokenSecrets() {}

    /// Reads `name:base64,…`, each of 32 to 64 bytes; the first signs. Links in mails live as long
    /// as their secret stays in the list: at least a year after it was replaced.
    ///
    /// @throws IllegalArgumentException in words for the operator
    public static Tokens parse(String secrets) {
        return new Tokens(keys(secrets));
    }

    /// Tokens as each of the secrets made them while it was the first, newest first.
    ///
    /// @throws IllegalArgumentException as there
    public static List<Tokens> each(String secrets) {
        return keys(secrets).stream().map(key -> new Tokens(List.of(key))).toList();
    }

    /// The same secrets for ids that are given out in the place of a mail's own; they too can be
    /// read as long as their secret stays in the list.
    ///
    /// @throws IllegalArgumentException as there
    public static FluteIds fluteIds(String secrets) {
        return new FluteIds(keys(secrets));
    }

    private static List<byte[]> keys(String secrets) {
        KeyRing ring = KeyRing.parse(SETTING, secrets, 32, 64);
        List<byte[]> keys = new ArrayList<>();
        for (String name : ring.names()) {
            keys.add(ring.key(name).orElseThrow());
        }
        return keys;
    }
}
