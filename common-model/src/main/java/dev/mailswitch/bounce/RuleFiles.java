package dev.mailswitch.bounce;

import dev.mailswitch.words.FaultWords;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where rules lie: those of this product, and an operator's directory. The order of the files is
/// the order in which rules are tried.
final class RuleFiles {

    private record Standard(String name, Grounds grounds) {}

    private static final List<Standard> STANDARD =
            List.of(
                    new Standard("01-providers", Grounds.HOST),
                    new Standard("02-blocklists", Grounds.HOST),
                    new Standard("03-microsoft", Grounds.HOST),
                    new Standard("04-google", Grounds.HOST),
                    new Standard("05-yahoo", Grounds.HOST),
                    new Standard("06-apple", Grounds.HOST),
                    new Standard("07-america", Grounds.HOST),
                    new Standard("08-europe-asia", Grounds.HOST),
                    new Standard("09-filters", Grounds.HOST),
                    new Standard("10-hosts", Grounds.WORDING),
                    new Standard("11-topics", Grounds.TOPIC),
                    new Standard("12-codes", Grounds.CODE),
                    new Standard("13-last-words", Grounds.CODE));

    private static final String ENDING = ".json";

    private RuleFiles() {}

    /// @throws IllegalStateException if a file is missing
    /// @throws BadRules              if a rule cannot be read
    static List<Rule> standard() {
        List<Rule> rules = new ArrayList<>();
        for (Standard each : STANDARD) {
            String file = "rules/" + each.name() + ENDING;
            try (InputStream text = RuleFiles.class.getResourceAsStream(file)) {
                if (text == null) {
                    throw new IllegalStateException("rules are missing: " + file);
                }
                rules.addAll(RuleReader.read(file, text, each.grounds()));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return List.copyOf(rules);
    }

    /// @throws BadRules if there is no such directory, a file cannot be read, or two rules have the
    ///     same name
    static List<Rule> in(Path directory) {
        List<Rule> rules = new ArrayList<>();
        Map<String, Path> names = new HashMap<>();
        for (Path file : files(directory)) {
            try (InputStream text = Files.newInputStream(file)) {
                for (Rule rule : RuleReader.read(file.toString(), text, Grounds.OPERATOR)) {
                    Path other = names.put(rule.id(), file);
                    if (other != null) {
                        throw new BadRules(
                                file + ": a rule '" + rule.id() + "' is in " + other + " already");
                    }
                    rules.add(rule);
                }
            } catch (IOException unreadable) {
                throw new BadRules("cannot read " + file + ": " + FaultWords.of(unreadable));
            }
        }
        return rules;
    }

    private static List<Path> files(Path directory) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + ENDING)) {
            found.forEach(files::add);
        } catch (NoSuchFileException | NotDirectoryException none) {
            throw new BadRules("there is no directory of rules " + directory);
        } catch (IOException | DirectoryIteratorException unreadable) {
            throw new BadRules(
                    "cannot read the directory of rules %s: %s"
                            .formatted(directory, FaultWords.of(unreadable)));
        }
        files.sort(null);
        return files;
    }
}
