package dev.mailswitch.delivery.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Looks names up. On platform threads of its own: the platform's resolver blocks in native code,
/// cannot be interrupted there, and must not hold the carriers of virtual threads.
///
/// A thread may hang in a dead name server for half a minute. So a host is looked up once at a time
/// for all of an owner's calls, an owner has a few threads and no more, and who does not get one is told so:
/// that says nothing of the host.
///
/// Thread-safe.
final class LookUps {

    static final int THREADS = 64;
    static final int OWNERS_SHARE = 4;

    /// What came of one.
    sealed interface Answer {}

    /// May be empty.
    record Found(List<InetAddress> addresses) implements Answer {}

    /// The host has no address, or the name server said so.
    record None() implements Answer {}

    /// The name server was asked and has not answered in time.
    record Slow() implements Answer {}

    /// Nobody was asked: no thread was free for it.
    record NotBegun() implements Answer {}

    private final HostResolver resolver;
    private final ThreadPoolExecutor threads;
    private final Map<String, CompletableFuture<Answer>> underWay = new ConcurrentHashMap<>();
    private final Map<String, Semaphore> shares = new ConcurrentHashMap<>();

    LookUps(HostResolver resolver) {
        this.resolver = resolver;
        this.threads =
                new ThreadPoolExecutor(
                        0,
                        THREADS,
                        10,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        Thread.ofPlatform().daemon().name("outgoing-lookup-", 0).factory());
    }

    /// Waits `timeout` at most for a thread, and as long again for the answer.
    Answer of(String owner, String host, Duration timeout) {
        var mine = new CompletableFuture<Answer>();
        // By owner too: else one who waits for a thread would hold up all others who ask the same.
        String key = owner + ' ' + host;
        var others = underWay.putIfAbsent(key, mine);
        try {
            if (others != null) {
                return others.get(timeout.toNanos() * 2, TimeUnit.NANOSECONDS);
            }
            if (!begin(owner, host, key, mine, timeout)) {
                end(key, mine, new NotBegun());
            }
            return mine.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Slow();
        } catch (InterruptedException e) {
            if (others == null && !mine.isDone()) {
                end(key, mine, new NotBegun());
            }
            Thread.currentThread().interrupt();
            return new NotBegun();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a look-up failed", e.getCause());
        }
    }

    private boolean begin(
            String owner,
            String host,
            String key,
            CompletableFuture<Answer> answer,
            Duration patience)
            throws InterruptedException {
        Semaphore share = shares.computeIfAbsent(owner, o -> new Semaphore(OWNERS_SHARE));
        if (!share.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            threads.execute(
                    () -> {
                        try {
                            end(key, answer, asked(host));
                        } catch (Error bug) {
                            underWay.remove(key, answer);
                            answer.completeExceptionally(bug);
                        } finally {
                            share.release();
                        }
                    });
            return true;
        } catch (RejectedExecutionException allTaken) {
            share.release();
            return false;
        }
    }

    private Answer asked(String host) {
        try {
            return new Found(resolver.resolve(host));
        } catch (UnknownHostException | RuntimeException e) {
            return new None();
        }
    }

    /// Removed first: whoever comes after asks anew.
    private void end(String key, CompletableFuture<Answer> future, Answer answer) {
        underWay.remove(key, future);
        future.complete(answer);
    }
}
