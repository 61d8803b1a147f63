package dev.mailswitch.local;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// What only this installation knows: made by its first start, kept in `secrets.env`.
final class Secrets {

    static final String DATABASE_PASSWORD = "MAILSWITCH_DATABASE_PASSWORD";
    static final String KEY_SECRETS = "MAILSWITCH_KEY_SECRETS";
    static final String SEALING_KEYS = "MAILSWITCH_SEALING_KEYS";
    static final String TOKEN_SECRETS = "MAILSWITCH_TOKEN_SECRETS";
    static final String ADMIN_KEY = "MAILSWITCH_ADMIN_KEY";
    static final String API_KEY = "MAILSWITCH_API_KEY";

    /// The mail that greeted the first start.
    static final String FIRST_MAIL = "MAILSWITCH_FIRST_MAIL";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final Map<String, String> values;

    private Secrets(Path file, Map<String, String> values) {
        this.file = file;
        this.values = values;
    }

    /// Reads the file of this data directory, or makes it.
    static Secrets in(Path data) {
        Path file = data.resolve("secrets.env");
        Secrets secrets = new Secrets(file, EnvFile.read(file));
        if (!secrets.values.containsKey(SEALING_KEYS)) {
            secrets.values.put(DATABASE_PASSWORD, HexFormat.of().formatHex(random(18)));
            secrets.values.put(KEY_SECRETS, "local:" + base64(random(32)));
            secrets.values.put(SEALING_KEYS, "local:" + base64(random(32)));
            secrets.save();
        }
        if (!secrets.values.containsKey(TOKEN_SECRETS)) {
            // Installations of before there were links in mails have none.
            secrets.put(TOKEN_SECRETS, "local:" + base64(random(32)));
        }
        return secrets;
    }

    /// One that is always there.
    String require(String name) {
        return get(name).orElseThrow(() -> new LocalFailure(name + " is missing in " + file));
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /// Keeps one more.
    void put(String name, String value) {
        values.put(name, value);
        save();
    }

    private void save() {
        EnvFile.write(
                file,
                "Secrets of this local installation: without them its data are lost.",
                values);
    }

    private static byte[] random(int bytes) {
        byte[] made = new byte[bytes];
        RANDOM.nextBytes(made);
        return made;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
