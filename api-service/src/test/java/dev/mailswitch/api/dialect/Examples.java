package dev.mailswitch.api.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// Runs the examples of a door's document against the service under test, as their readers would.
/// They lie under `src/test/resources/examples/<door>`, as printed but for their placeholders, which
/// are environment variables. `examples/node` holds what stands in for packages of Node.
///
/// An interpreter that is missing fails the test: what was not run was not shown to work. Whoever
/// cannot install it sets `MAILSWITCH_EXAMPLES=skip`.
public final class Examples {

    private static final String SWITCH = "MAILSWITCH_EXAMPLES";
    private static final long SECONDS = 60;

    /// What runs a kind of file.
    ///
    /// @param probe    succeeds if all that the examples need is there
    /// @param packages of Debian that bring it
    private record Interpreter(String command, List<String> probe, String packages) {}

    private static final Map<String, Interpreter> BY_ENDING =
            Map.of(
                    "sh",
                    new Interpreter("bash", List.of("bash", "-c", "curl --version"), "curl"),
                    "py",
                    new Interpreter(
                            "python3",
                            List.of("python3", "-c", "import requests"),
                            "python3-requests"),
                    "js",
                    new Interpreter("node", List.of("node", "--version"), "nodejs"),
                    "mjs",
                    new Interpreter("node", List.of("node", "--version"), "nodejs"),
                    "php",
                    new Interpreter(
                            "php",
                            List.of("php", "-r", "exit(function_exists('curl_init') ? 0 : 1);"),
                            "php-cli php-curl"));

    private Examples() {}

    /// Where the service under test listens.
    public static String url() {
        return "http://127.0.0.1:" + RestAssured.port;
    }

    /// Runs one to its end and gives back what it printed.
    ///
    /// @param file        as `flute/basic.sh`
    /// @param environment what stands in for placeholders
    public static String run(String file, Map<String, String> environment) {
        Interpreter interpreter =
                Objects.requireNonNull(
                        BY_ENDING.get(file.substring(file.lastIndexOf('.') + 1)), file);
        available(interpreter, file);
        Path examples =
                PageContract.repository().resolve("api-service/src/test/resources/examples");
        Ran ran =
                ran(
                        List.of(interpreter.command(), examples.resolve(file).toString()),
                        environment,
                        examples.resolve("node"));
        assertThat(ran.status()).as("%s printed %s %s", file, ran.out(), ran.err()).isZero();
        return ran.out();
    }

    private static void available(Interpreter interpreter, String file) {
        boolean there;
        try {
            there = ran(interpreter.probe(), Map.of(), Path.of("")).status() == 0;
        } catch (UncheckedIOException notFound) {
            there = false;
        }
        if (!there) {
            Assumptions.assumeFalse(
                    "skip".equals(System.getenv(SWITCH)), () -> "left out: " + file);
            throw new AssertionError(
                    "%s cannot be run here: apt-get install %s, or set %s=skip to leave it out"
                            .formatted(file, interpreter.packages(), SWITCH));
        }
    }

    private record Ran(int status, String out, String err) {}

    private static Ran ran(List<String> command, Map<String, String> environment, Path node) {
        try {
            Path out = Files.createTempFile("example", ".out");
            Path err = Files.createTempFile("example", ".err");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(command)
                                .redirectOutput(out.toFile())
                                .redirectError(err.toFile());
                builder.environment()
                        .keySet()
                        .removeIf(n -> n.toLowerCase(Locale.ROOT).endsWith("_proxy"));
                builder.environment().put("NODE_PATH", node.toString());
                builder.environment().putAll(environment);
                Process process = builder.start();
                process.getOutputStream().close();
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(command + " did not end");
                }
                return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }
}
