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

    private static final List<String> STANDARD =
            List.of(
                    "01-providers",
                    "02-blocklists",
                    "03-microsoft",
                    "04-google",
                    "05-yahoo",
                    "06-apple",
                    "07-america",
                    "08-europe-asia",
                    "09-filters",
                    "10-hosts",
                    "11-topics",
                    "12-codes",
                    "13-last-words");

    private static final String ENDING = ".json";

    private RuleFiles() {}

    /// @throws IllegalStateException if a file is missing
    /// @throws BadRules              if a rule cannot be read
    static List<Rule> standard() {
        List<Rule> rules = new ArrayList<>();
        for (String name : STANDARD) {
            String file = "rules/" + name + ENDING;
            try (InputStream text = RuleFiles.class.getResourceAsStream(file)) {
                if (text == null) {
                    throw new IllegalStateException("rules are missing: " + file);
                }
                rules.addAll(RuleReader.read(file, text));
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
                for (Rule rule : RuleReader.read(file.toString(), text)) {
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
