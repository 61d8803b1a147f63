package dev.mailswitch.bench;

import dev.mailswitch.ledger.Accepting;
import dev.mailswitch.ledger.Batcher;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Claiming;
import dev.mailswitch.ledger.DatabaseClock;
import dev.mailswitch.ledger.Leaf;
import dev.mailswitch.ledger.Leaves;
import dev.mailswitch.ledger.Schema;
import dev.mailswitch.ledger.Settling;
import dev.mailswitch.ledger.WorkerLease;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.stack.PostgresServer;
import dev.mailswitch.stack.PostgresSettings;
import io.agroal.api.AgroalDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/// What the ledger costs PostgreSQL: CPU time a mail of accept, claim and settle, in batches, with
/// as many leaves as a year has weeks. The clients' CPU is not in it.
public final class LedgerCost {

    /// @param mails      measured, after as many for warming up
    /// @param batch      units in a transaction
    /// @param leaves     weeks that stand when it starts
    /// @param threads    claims under way at once
    /// @param session    further session options of the pool
    /// @param statements also show what each statement took; that costs a little itself
    private record Options(
            int mails, int batch, int leaves, int threads, String session, boolean statements) {

        static Options of(String[] arguments) {
            int mails = 20_000;
            int batch = 10;
            int leaves = 60;
            String session = "";
            boolean statements = false;
            for (int i = 0; i + 1 < arguments.length; i += 2) {
                String value = arguments[i + 1];
                switch (arguments[i]) {
                    case "--mails" -> mails = Integer.parseInt(value);
                    case "--batch" -> batch = Integer.parseInt(value);
                    case "--leaves" -> leaves = Integer.parseInt(value);
                    case "--session" -> session = value;
                    case "--statements" -> statements = Boolean.parseBoolean(value);
                    default -> throw new IllegalArgumentException("unknown: " + arguments[i]);
                }
            }
            return new Options(mails, batch, leaves, 2, session, statements);
        }
    }

    /// A phase's sums.
    private static final class Phase {
        final String name;
        long cpuMicros;
        long nanos;
        long mails;

        Phase(String name) {
            this.name = name;
        }
    }

    private final Options options;
    private final PostgresCpu cpu;
    private final AgroalDataSource pool;
    private final SampleMail sample;
    private final RandomGenerator random = new java.security.SecureRandom();
    private final Accepting accepting;
    private final Claiming claiming;
    private final Settling settling;
    private final long epoch;

    private LedgerCost(Options options, PostgresCpu cpu, AgroalDataSource pool)
            throws SQLException {
        this.options = options;
        this.cpu = cpu;
        this.pool = pool;
        DatabaseClock clock = new DatabaseClock(InstantSource.system());
        clock.measure(pool);
        Batcher.Limits limits = new Batcher.Limits(options.batch(), 4L << 20, 256L << 10, 2, 4_000);
        accepting = new Accepting(pool, clock, random, limits, lane -> true);
        claiming = new Claiming(pool);
        settling = new Settling(pool, random, limits);
        sample = SampleMail.make(pool, clock, random);
        epoch = WorkerLease.open(pool, "ledger-cost", System::nanoTime).epoch();
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments);
        Path home = Files.createTempDirectory("mailswitch-ledger-cost-");
        PostgresSettings settings =
                PostgresSettings.of(home.resolve("data"), 0, "bench", "bench", "bench");
        PostgresServer server =
                PostgresServer.start(
                        options.statements()
                                ? settings.withOption(
                                                "shared_preload_libraries", "pg_stat_statements")
                                        .withOption("pg_stat_statements.track_planning", "on")
                                : settings);
        try {
            try (AgroalDataSource plain = Pools.plain(server)) {
                Schema.migrate(plain);
                prepare(plain, options.leaves());
            }
            try (AgroalDataSource pool = Pools.hot(server, options.session())) {
                LedgerCost cost = new LedgerCost(options, new PostgresCpu(server.pid()), pool);
                Statements statements = new Statements(server);
                if (options.statements()) {
                    statements.install();
                }
                cost.measure();
                if (options.statements()) {
                    statements.print(options.mails() * 2);
                }
            }
        } finally {
            server.stop();
            Folders.delete(home);
        }
    }

    private static void prepare(AgroalDataSource plain, int weeks) throws SQLException {
        Instant now = Instant.now();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Leaves leaves = new Leaves(plain);
        leaves.ensure(now);
        for (int week = 1; week <= weeks - Leaves.AHEAD - 1; week++) {
            leaves.ensure(Leaf.of(now).plusWeeks(-week), 1, today);
        }
    }

    private void measure() throws Exception {
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            round(workers, options.mails(), new Phase("w"), new Phase("w"), new Phase("w"));
            checkpoint();
            Phase accept = new Phase("accept");
            Phase claim = new Phase("claim");
            Phase settle = new Phase("settle");
            // In four rounds: the tables are neither empty nor hold everything unsettled at once.
            for (int i = 0; i < 4; i++) {
                System.err.println("round " + (i + 1) + " of 4");
                round(workers, options.mails() / 4, accept, claim, settle);
            }
            print(List.of(accept, claim, settle), yardstick());
        } finally {
            accepting.close();
            settling.close();
        }
    }

    private void round(ExecutorService workers, int mails, Phase accept, Phase claim, Phase settle)
            throws Exception {
        List<EmailId> ids = Collections.synchronizedList(new ArrayList<>());
        // Four batches' worth of callers keep two batches full.
        int callers = options.batch() * 4;
        phase(
                accept,
                mails,
                () -> {
                    together(
                            workers,
                            callers,
                            caller -> {
                                for (int i = caller; i < mails; i += callers) {
                                    ids.add(accepting.accept(sample.mail(accepting.newId())).id());
                                }
                            });
                    return null;
                });
        List<Claimed> claimed = Collections.synchronizedList(new ArrayList<>());
        List<EmailId> all = List.copyOf(ids);
        phase(
                claim,
                mails,
                () -> {
                    together(
                            workers,
                            options.threads(),
                            caller -> {
                                int step = options.batch() * options.threads();
                                for (int i = caller * options.batch(); i < mails; i += step) {
                                    int end = Math.min(mails, i + options.batch());
                                    claimed.addAll(
                                            claiming.claim(epoch, all.subList(i, end), sample));
                                }
                            });
                    return null;
                });
        if (claimed.size() != mails) {
            throw new IllegalStateException("claimed " + claimed.size() + " of " + mails);
        }
        phase(
                settle,
                mails,
                () -> {
                    together(
                            workers,
                            callers,
                            caller -> {
                                for (int i = caller; i < mails; i += callers) {
                                    settling.settle(sample.settlement(claimed.get(i)));
                                }
                            });
                    return null;
                });
    }

    /// What the same server takes for a row of 4 KB in a transaction of its own, two sessions at
    /// once: machines differ by a factor of three, so a figure means something beside this one.
    private Phase yardstick() throws Exception {
        System.err.println("yardstick");
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE yardstick (id bigint PRIMARY KEY, body bytea NOT NULL)");
            statement.execute(
                    "ALTER TABLE yardstick ALTER body SET STORAGE EXTERNAL,"
                            + " SET (toast_tuple_target = 8160)");
        }
        byte[] body = new byte[4_096];
        int rows = 10_000;
        Phase phase = new Phase("yardstick");
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            phase(
                    phase,
                    rows,
                    () -> {
                        together(workers, 2, caller -> insertRows(caller, rows, body));
                        return null;
                    });
        }
        return phase;
    }

    private void insertRows(int caller, int rows, byte[] body) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO yardstick VALUES (?, ?)")) {
            for (int i = caller; i < rows; i += 2) {
                insert.setLong(1, i);
                insert.setBytes(2, body);
                insert.executeUpdate();
            }
        }
    }

    /// Lets the server use its WAL files again, as one does that has run for a while; making new
    /// ones is dearer.
    private void checkpoint() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = 0");
            statement.execute("SET transaction_timeout = 0");
            statement.execute("CHECKPOINT");
            statement.execute("RESET statement_timeout");
            statement.execute("RESET transaction_timeout");
        }
    }

    private interface Part {
        void run(int caller) throws Exception;
    }

    private static void together(ExecutorService workers, int callers, Part part) throws Exception {
        List<Future<?>> parts = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            int number = caller;
            parts.add(
                    workers.submit(
                            () -> {
                                part.run(number);
                                return null;
                            }));
        }
        for (Future<?> done : parts) {
            done.get();
        }
    }

    private void phase(Phase phase, int mails, Callable<?> work) throws Exception {
        long cpuBefore = cpu.micros();
        long before = System.nanoTime();
        work.call();
        phase.nanos += System.nanoTime() - before;
        phase.cpuMicros += cpu.micros() - cpuBefore;
        phase.mails += mails;
    }

    private void print(List<Phase> phases, Phase yardstick) {
        System.out.printf(
                Locale.ROOT,
                "%d mails of 4 KB HTML, one recipient, an idempotency key; %d leaves; batches of %d%n%n",
                phases.getFirst().mails,
                options.leaves(),
                options.batch());
        System.out.println("phase     PostgreSQL CPU, µs a mail     mails/s");
        double total = 0;
        for (Phase phase : phases) {
            double micros = phase.cpuMicros / (double) phase.mails;
            total += micros;
            System.out.printf(
                    Locale.ROOT,
                    "%-8s  %25.1f  %10.0f%n",
                    phase.name,
                    micros,
                    phase.mails * 1e9 / phase.nanos);
        }
        System.out.printf(Locale.ROOT, "%-8s  %25.1f   (bar: 200)%n", "total", total);
        double row = yardstick.cpuMicros / (double) yardstick.mails;
        System.out.printf(
                Locale.ROOT,
                "a 4 KB row in a transaction of its own: %.1f µs; a mail costs %.2f of them%n",
                row,
                total / row);
    }
}
