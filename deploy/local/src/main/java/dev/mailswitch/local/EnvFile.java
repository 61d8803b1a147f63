package dev.mailswitch.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Files of variables that a shell can read (`. file`) and so can we. Only their owner may, since
/// they hold keys.
final class EnvFile {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final String EXPORT = "export ";

    private EnvFile() {}

    /// A value as a shell wants it; single quotes unless there is nothing to protect.
    static String quote(String value) {
        if (PLAIN.matcher(value).matches()) {
            return value;
        }
        return "'" + value.replace("'", "'\\''") + "'";
    }

    /// The value that [#quote] made this of.
    static String unquote(String quoted) {
        if (!quoted.startsWith("'")) {
            return quoted;
        }
        return quoted.substring(1, quoted.length() - 1).replace("'\\''", "'");
    }

    /// Writes the file as a whole or not at all. A shell that reads it hands the variables on to the
    /// programs it starts.
    ///
    /// @param comment one line for its readers
    static void write(Path file, String comment, Map<String, String> variables) {
        StringBuilder text = new StringBuilder("# " + comment + "\n");
        variables.forEach(
                (name, value) -> {
                    if (!NAME.matcher(name).matches() || value.contains("\n")) {
                        throw new IllegalArgumentException("cannot be written: " + name);
                    }
                    text.append(EXPORT).append(name).append('=').append(quote(value)).append('\n');
                });
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path half =
                    Files.createTempFile(
                            file.toAbsolutePath().getParent(),
                            file.getFileName().toString(),
                            ".new",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(half, text);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads what [#write] wrote; empty when there is no such file.
    static Map<String, String> read(Path file) {
        Map<String, String> variables = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return variables;
        }
        try {
            for (String written : Files.readAllLines(file)) {
                String line =
                        written.startsWith(EXPORT) ? written.substring(EXPORT.length()) : written;
                int equals = line.indexOf('=');
                if (equals > 0 && !line.startsWith("#")) {
                    variables.put(line.substring(0, equals), unquote(line.substring(equals + 1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return variables;
    }
}
