package dev.mailswitch.bounce;

import dev.mailswitch.model.outcome.BounceClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// A reply and what a postmaster says to it.
///
/// @param reroutes whether the mail should go on to another provider
/// @param whose    which host or software writes so
record Sample(BounceClass expected, boolean reroutes, String whose, String reply) {

    /// @param file as `replies-tuned.tsv`, beside this package's tests
    static List<Sample> of(String file) {
        try (InputStream text = Sample.class.getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Sample::ofLine)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Sample ofLine(String line) {
        String[] cells = line.split("\t", -1);
        return new Sample(
                BounceClass.valueOf(cells[0].toUpperCase(Locale.ROOT)),
                cells[1].equals("yes"),
                cells[2],
                cells[3]);
    }
}
