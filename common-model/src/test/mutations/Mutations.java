import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/// For each rule: copies the ledger's sources, changes them as the rule's entry says, compiles the
/// copy, runs the one test that guards the rule, and expects it to fail. Before all that the same
/// tests must pass on the sources as they are.
class Mutations {

    private static final String ROOM = "dev.mailswitch.ledger.";
    private static final Path SOURCES = Path.of("src/main/java/dev/mailswitch/ledger");
    private static final Path WORK = Path.of("target/mutations");

    record Change(String from, String to) {}

    record Rule(String name, String test, String file, List<Change> changes) {}

    public static void main(String[] arguments) throws Exception {
        List<Rule> rules = read(Path.of(arguments[0]));
        if (arguments.length > 1) {
            rules = rules.stream().filter(rule -> rule.test().matches(".*(" + arguments[1] + ").*")).toList();
        }
        int survived = 0;
        System.out.println("| rule | its test | without the rule |");
        System.out.println("|---|---|---|");
        OwnRoom whole = new OwnRoom(compile(rules.getFirst(), "whole", List.of()));
        for (Rule rule : rules) {
            String verdict = "fails even with the rule";
            if (verdict(run(whole, rule.test())).equals("passes")) {
                Path classes = compile(rule, "without", rule.changes());
                try (OwnRoom without = new OwnRoom(classes)) {
                    verdict = verdict(run(without, rule.test()));
                }
            }
            if (!verdict.equals("fails")) {
                survived++;
            }
            System.out.printf("| %s | `%s` | %s |%n", rule.name(), rule.test(), verdict);
        }
        System.out.printf("%n%d rules, %d not guarded%n", rules.size(), survived);
        System.exit(survived == 0 ? 0 : 1);
    }

    private static String verdict(TestExecutionSummary summary) {
        if (summary.getTestsStartedCount() == 0) {
            return "has no test";
        }
        return summary.getTotalFailureCount() > 0 ? "fails" : "passes";
    }

    private static List<Rule> read(Path file) throws IOException {
        List<Rule> rules = new ArrayList<>();
        for (String block : Files.readString(file).split("\n\n+")) {
            List<String> lines =
                    block.lines().filter(line -> !line.startsWith("#")).toList();
            if (lines.isEmpty()) {
                continue;
            }
            List<Change> changes = new ArrayList<>();
            for (int i = 3; i < lines.size(); i += 2) {
                changes.add(new Change(value(lines, i, "-"), value(lines, i + 1, "+")));
            }
            rules.add(
                    new Rule(
                            value(lines, 0, "rule:"),
                            value(lines, 1, "test:"),
                            value(lines, 2, "file:"),
                            changes));
        }
        return rules;
    }

    private static String value(List<String> lines, int index, String key) {
        String line = lines.get(index);
        if (!line.startsWith(key)) {
            throw new IllegalArgumentException("expected " + key + " in: " + line);
        }
        return line.substring(key.length()).strip();
    }

    private static Path compile(Rule rule, String name, List<Change> changes) throws IOException {
        Path sources = Files.createDirectories(WORK.resolve(name + "-src"));
        Path classes = Files.createDirectories(WORK.resolve(name + "-classes"));
        delete(sources);
        delete(classes);
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "-nowarn",
                                "-proc:none",
                                "-parameters",
                                "-d",
                                classes.toString(),
                                "-cp",
                                System.getProperty("java.class.path")));
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file);
                if (file.getFileName().toString().equals(rule.file())) {
                    for (Change change : changes) {
                        if (!text.contains(change.from())) {
                            throw new IllegalStateException(
                                    rule.name() + ": not in the sources: " + change.from());
                        }
                        text = text.replace(change.from(), change.to());
                    }
                }
                Path copy = sources.resolve(file.getFileName());
                Files.writeString(copy, text);
                options.add(copy.toString());
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler.run(null, null, null, options.toArray(String[]::new)) != 0) {
            throw new IllegalStateException(rule.name() + ": does not compile");
        }
        return classes;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.isDirectory(file)) {
                    delete(file);
                }
                Files.delete(file);
            }
        }
    }

    /// Runs a test with the ledger that `loader` has; everything else, the database server among it, is
    /// shared.
    private static TestExecutionSummary run(OwnRoom loader, String test) throws Exception {
        try {
            Thread.currentThread().setContextClassLoader(loader);
            String[] parts = test.split("#");
            Class<?> type = loader.loadClass(ROOM + parts[0]);
            Method method =
                    Arrays.stream(type.getDeclaredMethods())
                            .filter(m -> m.getName().equals(parts[1]))
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException("no test " + test));
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectMethod(type, method))
                                    .filters(EngineFilter.includeEngines("junit-jupiter"))
                                    .build(),
                            listener);
            if (Boolean.getBoolean("verbose")) {
                listener.getSummary().printFailuresTo(new PrintWriter(System.err), 10);
            }
            return listener.getSummary();
        } finally {
            Thread.currentThread().setContextClassLoader(Mutations.class.getClassLoader());
        }
    }

    /// Loads the ledger and its tests itself and asks its parent for the rest.
    private static final class OwnRoom extends URLClassLoader {

        OwnRoom(Path classes) throws IOException {
            super(
                    new URL[] {
                        classes.toUri().toURL(), Path.of("target/test-classes").toUri().toURL()
                    },
                    Mutations.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (name.startsWith(ROOM) && findLoadedClass(name) == null) {
                    try {
                        return findClass(name);
                    } catch (ClassNotFoundException elsewhere) {
                        return super.loadClass(name, resolve);
                    }
                }
                return super.loadClass(name, resolve);
            }
        }
    }
}
