package dev.mailswitch.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.logging.LogManager;

/// The command line: `postgres` starts (or takes over) a server and leaves it running, `kafka`
/// runs a broker until it is told to end.
public final class Main {

    private static final String USAGE =
            """
            usage: postgres --data DIR --port N --user U --password P --database D [--log FILE]
                     starts PostgreSQL, or finds it running, and prints its process id
                   kafka --data DIR --port N
                     runs a Kafka broker until SIGTERM; prints "kafka ready on HOST:PORT"
            """;

    private Main() {}

    /// Runs one command; ends with 2 on a wrong command line and 1 when a server does not start.
    public static void main(String[] args) {
        try {
            run(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            System.exit(2);
        } catch (IOException | IllegalStateException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] args) throws IOException {
        quietUnlessTold();
        switch (args.length == 0 ? "" : args[0]) {
            case "postgres" -> postgres(options(args, Set.of("log")));
            case "kafka" -> kafka(options(args, Set.of()));
            default -> throw new IllegalArgumentException("say postgres or kafka");
        }
    }

    private static void quietUnlessTold() throws IOException {
        if (System.getProperty("java.util.logging.config.file") == null) {
            try (InputStream ours = Main.class.getResourceAsStream("logging.properties")) {
                LogManager.getLogManager().readConfiguration(ours);
            }
        }
    }

    private static void postgres(Options options) throws IOException {
        PostgresSettings settings =
                PostgresSettings.of(
                        Path.of(options.get("data")),
                        options.port(),
                        options.get("user"),
                        options.get("password"),
                        options.get("database"));
        if (options.values().containsKey("log")) {
            settings = settings.withLog(Path.of(options.get("log")));
        }
        System.out.println(PostgresServer.start(settings).pid());
    }

    private static void kafka(Options options) throws IOException {
        KafkaSettings settings = KafkaSettings.of(Path.of(options.get("data")), options.port());
        KafkaServer server = KafkaServer.start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "kafka-stop"));
        System.out.println("kafka ready on " + server.bootstrapServers());
        server.awaitShutdown();
    }

    private static Options options(String[] args, Set<String> optional) {
        Set<String> known = new java.util.HashSet<>(optional);
        known.addAll(Set.of("data", "port"));
        if (args[0].equals("postgres")) {
            known.addAll(Set.of("user", "password", "database"));
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (!known.contains(name)) {
                throw new IllegalArgumentException("unknown option " + args[i]);
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            values.put(name, args[i + 1]);
        }
        return new Options(values);
    }

    private record Options(Map<String, String> values) {

        String get(String name) {
            String value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException("--" + name + " is missing");
            }
            return value;
        }

        int port() {
            try {
                return Integer.parseInt(get("port"));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("--port must be a number", e);
            }
        }
    }
}
