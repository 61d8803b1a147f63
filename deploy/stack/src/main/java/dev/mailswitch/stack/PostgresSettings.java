package dev.mailswitch.stack;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// How a PostgreSQL server is to stand.
///
/// @param data its data directory; made by the first start
/// @param port on 127.0.0.1; 0 takes a free one
/// @param user the superuser, made with the data directory
/// @param password the superuser's; asked for over TCP (SCRAM)
/// @param database made when it is missing
/// @param log where the server writes its log
/// @param options settings of `postgresql.conf` beside or instead of our own
public record PostgresSettings(
        Path data,
        int port,
        String user,
        String password,
        String database,
        Path log,
        Map<String, String> options) {

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    /// For two cores and durable commits; everything else is PostgreSQL's own choice.
    private static final Map<String, String> OURS =
            Map.ofEntries(
                    Map.entry("fsync", "on"),
                    Map.entry("synchronous_commit", "on"),
                    Map.entry("full_page_writes", "on"),
                    Map.entry("jit", "off"),
                    Map.entry("max_connections", "120"),
                    Map.entry("shared_buffers", "256MB"),
                    Map.entry("max_wal_size", "4GB"),
                    Map.entry("checkpoint_timeout", "15min"),
                    Map.entry("wal_compression", "off"),
                    Map.entry("autovacuum", "on"),
                    Map.entry("track_io_timing", "off"),
                    // What a refused statement held stays out of the log.
                    Map.entry("log_error_verbosity", "terse"),
                    Map.entry("log_min_error_statement", "panic"),
                    Map.entry("log_line_prefix", "%m [%p] "),
                    Map.entry("logging_collector", "off"));

    public PostgresSettings {
        data = data.toAbsolutePath().normalize();
        log = log.toAbsolutePath().normalize();
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
        }
        if (!NAME.matcher(user).matches() || !NAME.matcher(database).matches()) {
            throw new IllegalArgumentException("user and database must match " + NAME);
        }
        if (password.isEmpty() || password.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("password must be one line and not empty");
        }
        options = Map.copyOf(options);
    }

    /// A server with no options of its own, its log beside the data (`DIR.log`).
    public static PostgresSettings of(
            Path data, int port, String user, String password, String database) {
        Path log = data.toAbsolutePath().normalize().resolveSibling(data.getFileName() + ".log");
        return new PostgresSettings(data, port, user, password, database, log, Map.of());
    }

    /// The same with the log elsewhere.
    public PostgresSettings withLog(Path file) {
        return new PostgresSettings(data, port, user, password, database, file, options);
    }

    /// The same with one more setting of `postgresql.conf`, which wins over ours.
    public PostgresSettings withOption(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(name, value);
        return new PostgresSettings(data, port, user, password, database, log, more);
    }

    /// All settings the server is started with, except where it listens.
    Map<String, String> configuration() {
        Map<String, String> all = new LinkedHashMap<>(OURS);
        all.putAll(options);
        return all;
    }

    /// Never the password.
    @Override
    public String toString() {
        return "PostgreSQL in " + data + " on port " + port;
    }
}
