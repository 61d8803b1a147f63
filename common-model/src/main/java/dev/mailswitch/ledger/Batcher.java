package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Group commit: whatever has gathered while the last transaction ran goes into the next one,
/// without an artificial delay. Under load one fsync serves many mails; without load nobody waits.
///
/// A bad unit does not harm its batch: the batch is halved until that unit is alone. What the
/// database only postponed (deadlock, serialization, lock time-out) is done again as a whole. When
/// the database is away, or did not answer a COMMIT, [OnLost] says what its units are told; units
/// that must not be lost also wait while a statement is at fault, and are saved by a [Rescue] when
/// they are at fault themselves.
///
/// @param <U> a unit: what one mail wants written
/// @param <R> what the unit is answered
public final class Batcher<U, R> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);
    private static final int MAX_POSTPONED = 20;
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(7);

    /// How long [#close] waits for what is under way.
    static final Duration STOP = Duration.ofSeconds(10);

    /// The work of one transaction.
    @FunctionalInterface
    public interface Transaction<U, R> {
        /// Answers each unit, in the order given. Runs inside a transaction that the batcher
        /// commits, unless it commits with its own last statement; may run again for the same
        /// units after a rollback.
        List<R> run(Connection connection, List<U> units) throws SQLException;
    }

    /// What happens to units when it is not known whether their transaction was committed.
    private enum OnLost {
        /// They are told so, with [LedgerUnavailable].
        TELL,
        /// They are written again until it is known; the transaction must bear being repeated.
        REPEAT
    }

    /// What is saved of a unit that cannot be written, in a transaction of its own.
    @FunctionalInterface
    public interface Rescue<U, R> {
        /// @return what the unit is answered; empty if it is to be tried again as it is
        Optional<R> save(U unit, Exception refusal) throws SQLException;
    }

    /// @param units    at most so many in a transaction
    /// @param bytes    at most so many in a transaction
    /// @param alone    a unit above so many bytes goes by itself
    /// @param inFlight transactions open at once
    /// @param waiting  units held in memory at most
    public record Limits(int units, long bytes, long alone, int inFlight, int waiting) {
        public static final Limits STANDARD = new Limits(200, 4L << 20, 256L << 10, 3, 4_000);
    }

    /// One like it is another one: units are not compared.
    ///
    /// @param unit null: the flusher that takes it ends
    private record Waiting<U, R>(@Nullable U unit, long bytes, CompletableFuture<R> answer) {
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private final String name;
    private final DataSource dataSource;
    private final Transaction<U, R> transaction;
    private final ToLongFunction<U> size;
    private final Limits limits;
    private final OnLost onLost;
    private final Rescue<U, R> rescue;
    private final BlockingQueue<Waiting<U, R>> queue;
    private final List<Thread> flushers = new ArrayList<>();
    private volatile boolean closed;

    /// When units were last told that the database was away, by [System#nanoTime()].
    private volatile long lostAt = System.nanoTime() - PATIENCE.toNanos();

    /// A batcher whose units are told when it is not known whether they were written.
    public Batcher(
            String name,
            DataSource dataSource,
            Limits limits,
            ToLongFunction<U> size,
            Transaction<U, R> transaction) {
        this(
                name,
                dataSource,
                limits,
                OnLost.TELL,
                size,
                transaction,
                (unit, refusal) -> Optional.empty());
    }

    /// A batcher whose units are written, however long it takes.
    public Batcher(
            String name,
            DataSource dataSource,
            Limits limits,
            ToLongFunction<U> size,
            Transaction<U, R> transaction,
            Rescue<U, R> rescue) {
        this(name, dataSource, limits, OnLost.REPEAT, size, transaction, rescue);
    }

    private Batcher(
            String name,
            DataSource dataSource,
            Limits limits,
            OnLost onLost,
            ToLongFunction<U> size,
            Transaction<U, R> transaction,
            Rescue<U, R> rescue) {
        this.name = name;
        this.dataSource = dataSource;
        this.transaction = transaction;
        this.size = size;
        this.limits = limits;
        this.onLost = onLost;
        this.rescue = rescue;
        this.queue = new ArrayBlockingQueue<>(limits.waiting());
        for (int i = 0; i < limits.inFlight(); i++) {
            flushers.add(Thread.ofVirtual().name("ledger-" + name + "-" + i).start(this::flush));
        }
    }

    /// Hands a unit over and returns at once.
    ///
    /// @throws LedgerBusy when the waiting room is full
    public CompletableFuture<R> offer(U unit) throws LedgerBusy {
        return enqueued(unit).answer();
    }

    private Waiting<U, R> enqueued(U unit) throws LedgerBusy {
        Waiting<U, R> waiting =
                new Waiting<>(unit, size.applyAsLong(unit), new CompletableFuture<>());
        if (closed || !queue.offer(waiting)) {
            throw new LedgerBusy();
        }
        if (closed && flushers.stream().noneMatch(Thread::isAlive)) {
            abandonWaiting();
        }
        return waiting;
    }

    /// Hands a unit over and waits for its answer, for room too: for units that must not be lost.
    public R put(U unit) throws LedgerUnavailable, InterruptedException {
        Waiting<U, R> waiting =
                new Waiting<>(unit, size.applyAsLong(unit), new CompletableFuture<>());
        if (closed) {
            throw new LedgerUnavailable("stopped", null);
        }
        queue.put(waiting);
        if (closed && flushers.stream().noneMatch(Thread::isAlive)) {
            abandonWaiting();
        }
        return join(waiting.answer());
    }

    /// Hands a unit over and waits for its answer, but not for as long as a database that is
    /// stopped may take: whoever asks has somebody waiting too.
    ///
    /// @throws LedgerBusy        when the waiting room is full, or the unit has waited in it all the
    ///     time: it was not written and will not be
    /// @throws LedgerUnavailable it is not known whether the unit was, or will be, written
    public R submit(U unit) throws LedgerBusy, LedgerUnavailable, InterruptedException {
        return submit(unit, PATIENCE);
    }

    R submit(U unit, Duration patience) throws LedgerBusy, LedgerUnavailable, InterruptedException {
        long start = System.nanoTime();
        Waiting<U, R> waiting = enqueued(unit);
        try {
            waiting.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            boolean away = lostAt - start > 0;
            if (queue.remove(waiting) && !away) {
                throw new LedgerBusy();
            }
            throw new LedgerUnavailable("the database has not answered in time", slow, !away);
        } catch (ExecutionException failed) {
            // Told below.
        }
        return join(waiting.answer());
    }

    /// Units that wait for a transaction.
    public int waiting() {
        return queue.size();
    }

    private static <R> R join(CompletableFuture<R> answer)
            throws LedgerUnavailable, InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case LedgerUnavailable away -> throw away;
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                case null, default -> throw new CompletionException(failed.getCause());
            }
        }
    }

    private void flush() {
        List<Waiting<U, R>> batch = new ArrayList<>();
        Waiting<U, R> left = null;
        while (true) {
            batch.clear();
            try {
                Waiting<U, R> first = left != null ? left : queue.take();
                if (first.unit() == null) {
                    return;
                }
                left = gather(first, batch);
                run(batch);
            } catch (InterruptedException stop) {
                abandon(batch);
                if (left != null) {
                    abandon(List.of(left));
                }
                return;
            } catch (RuntimeException | Error bug) {
                LOG.error("batch of {} failed", name, bug);
                batch.forEach(waiting -> waiting.answer().completeExceptionally(bug));
            }
        }
    }

    /// Nobody waits for ever: what was not written when the time to stop was over is told so.
    private void abandon(List<Waiting<U, R>> units) {
        LedgerUnavailable stopped = new LedgerUnavailable("stopped before it was written", null);
        units.forEach(waiting -> waiting.answer().completeExceptionally(stopped));
    }

    /// Fills the batch; returns a unit that was taken but did not fit.
    private @Nullable Waiting<U, R> gather(Waiting<U, R> first, List<Waiting<U, R>> batch) {
        batch.add(first);
        long bytes = first.bytes();
        while (bytes <= limits.alone() || batch.size() > 1) {
            if (batch.size() >= limits.units()) {
                return null;
            }
            Waiting<U, R> next = queue.poll();
            if (next == null) {
                return null;
            }
            if (next.unit() == null
                    || next.bytes() > limits.alone()
                    || bytes + next.bytes() > limits.bytes()) {
                return next;
            }
            batch.add(next);
            bytes += next.bytes();
        }
        return null;
    }

    private void run(List<Waiting<U, R>> batch) throws InterruptedException {
        for (int postponed = 0; ; ) {
            try {
                List<R> answers =
                        commit(batch.stream().map(w -> Objects.requireNonNull(w.unit())).toList());
                for (int i = 0; i < batch.size(); i++) {
                    batch.get(i).answer().complete(answers.get(i));
                }
                return;
            } catch (RuntimeException bug) {
                if (bisect(batch, bug)) {
                    return;
                }
                Thread.sleep(PAUSE);
            } catch (SQLException failed) {
                switch (SqlFailure.of(failed)) {
                    case POSTPONED -> {
                        if (++postponed > MAX_POSTPONED && onLost == OnLost.TELL) {
                            tell(batch, failed);
                            return;
                        }
                        Thread.sleep(Duration.ofMillis(Math.min(100, 5L * postponed)));
                    }
                    case REFUSED -> {
                        if (bisect(batch, failed)) {
                            return;
                        }
                        Thread.sleep(PAUSE);
                    }
                    case WRONG -> {
                        // Only a leaf can be missing to some units and not to others.
                        boolean some = onLost == OnLost.TELL || Kept.leafGone(failed);
                        if (some && bisect(batch, failed)) {
                            return;
                        }
                        LOG.error(
                                "{}: the database does not understand us, {} wait",
                                name,
                                batch.size(),
                                failed);
                        Thread.sleep(PAUSE);
                    }
                    case LOST -> {
                        if (onLost == OnLost.TELL) {
                            tell(batch, failed);
                            return;
                        }
                        LOG.warn(
                                "{}: the database is away, {} wait: {}",
                                name,
                                batch.size(),
                                failed.getMessage());
                        Thread.sleep(PAUSE);
                    }
                }
            }
        }
    }

    /// Says whether every unit has its answer; else the one that is left is to be tried again.
    private boolean bisect(List<Waiting<U, R>> batch, Exception cause) throws InterruptedException {
        if (batch.size() == 1) {
            return onLost == OnLost.REPEAT
                    ? rescued(batch.getFirst(), cause)
                    : refuse(batch.getFirst(), cause);
        }
        int middle = batch.size() / 2;
        run(batch.subList(0, middle));
        run(batch.subList(middle, batch.size()));
        return true;
    }

    private boolean rescued(Waiting<U, R> one, Exception cause) {
        try {
            Optional<R> saved = rescue.save(Objects.requireNonNull(one.unit()), cause);
            saved.ifPresent(
                    answer -> {
                        LOG.error("{}: a unit was not written as a whole", name, cause);
                        one.answer().complete(answer);
                    });
            return saved.isPresent();
        } catch (SQLException failed) {
            return SqlFailure.of(failed) == SqlFailure.REFUSED && refuse(one, failed);
        } catch (RuntimeException bug) {
            return refuse(one, bug);
        }
    }

    private boolean refuse(Waiting<U, R> one, Exception cause) {
        LOG.error("{}: a unit cannot be written", name, cause);
        one.answer()
                .completeExceptionally(
                        cause instanceof RuntimeException bug
                                ? bug
                                : new IllegalStateException("the ledger refused a unit", cause));
        return true;
    }

    private void tell(List<Waiting<U, R>> batch, SQLException failed) {
        LOG.warn("{}: {} units told to come again: {}", name, batch.size(), failed.getMessage());
        boolean slow = SqlFailure.slow(failed);
        if (!slow) {
            lostAt = System.nanoTime();
        }
        LedgerUnavailable away = new LedgerUnavailable("the database did not answer", failed, slow);
        batch.forEach(waiting -> waiting.answer().completeExceptionally(away));
    }

    private List<R> commit(List<U> units) throws SQLException {
        return Transactions.run(dataSource, connection -> transaction.run(connection, units));
    }

    /// Writes what waits, then stops; gives up after [#STOP]. Units offered from now on are refused.
    ///
    /// Threads are interrupted only then: an interrupt in the middle of a transaction closes its
    /// connection, and nobody would know whether it was committed.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        long end = System.nanoTime() + STOP.toNanos();
        try {
            for (int i = 0; i < flushers.size(); i++) {
                Waiting<U, R> stop = new Waiting<>(null, 0, new CompletableFuture<>());
                queue.offer(stop, end - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            for (Thread flusher : flushers) {
                flusher.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException now) {
            Thread.currentThread().interrupt();
        }
        flushers.forEach(Thread::interrupt);
        abandonWaiting();
    }

    private void abandonWaiting() {
        List<Waiting<U, R>> rest = new ArrayList<>();
        queue.drainTo(rest);
        abandon(rest);
    }
}
