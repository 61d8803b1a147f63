package dev.mailswitch.api.domain;

import dev.mailswitch.api.admin.Writing;
import dev.mailswitch.api.admin.Writing.Done;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// Looks at a domain's records and writes down what follows: ask, decide, record.
@Singleton
class Verification {

    /// Domains looked at at once by this process, and how long one may wait for its turn.
    private static final int AT_ONCE = 16;

    private static final Duration TURN = Duration.ofSeconds(2);

    private final DomainChecker checker;
    private final DomainStore store;
    private final Writing writing;
    private final InstantSource clock;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    Verification(DomainChecker checker, DomainStore store, Writing writing, InstantSource clock) {
        this.checker = checker;
        this.store = store;
        this.writing = writing;
        this.clock = clock;
    }

    /// @param after the domain as it stands now
    record Result(Domain after, Checks checks) {}

    private record Settled(Domain before, Domain after) {}

    /// Looks without being asked; nothing of it goes on record. Blocks for as long as DNS takes.
    ///
    /// @throws Refused if it is gone meanwhile, belongs to another organisation, or too many wait
    Result verify(Domain domain) {
        return verify(domain, work -> writing.run(() -> work.get().after()));
    }

    /// The same because somebody asks: what it changes for mails goes on record.
    Result verify(Caller caller, Domain domain) {
        return verify(
                domain,
                work ->
                        writing.run(
                                caller,
                                () -> {
                                    Settled done = work.get();
                                    return new Done<>(
                                            done.after(),
                                            DomainAudit.checked(done.before(), done.after()));
                                }));
    }

    /// @param set writes what every process must hear of
    private Result verify(Domain domain, Function<Supplier<Settled>, Domain> set) {
        Checks checks = checked(domain);
        Domain after =
                writing.data(() -> settle(domain, checks, false))
                        .map(Settled::after)
                        .orElseGet(
                                () -> set.apply(() -> settle(domain, checks, true).orElseThrow()));
        return new Result(after, checks);
    }

    private Checks checked(Domain domain) {
        try {
            if (!turns.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refused(Problem.unavailable("Too many domains are being looked at"));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Refused(Problem.unavailable("The service is stopping"));
        }
        try {
            return checker.check(domain);
        } finally {
            turns.release();
        }
    }

    /// @param heard whether every process hears of it; empty if that is needed and not so
    private Optional<Settled> settle(Domain seen, Checks checks, boolean heard) {
        Domain before =
                store.lock(seen.organisation(), seen.id())
                        .orElseThrow(() -> new Refused(Problem.notFound()));
        Instant now = clock.instant();
        Domain after = Standing.after(before, checks, now);
        if (!heard && Standing.matters(before, after)) {
            return Optional.empty();
        }
        if (after.verified() && !before.verified() && store.verifiedElsewhere(after)) {
            throw new Refused(
                    Problem.conflict(
                            "The domain is verified for another organisation; it is free when that"
                                    + " one gives it up, or 72 hours after its record is gone"));
        }
        store.save(before, after, Standing.nextCheck(after, now));
        return Optional.of(new Settled(before, after));
    }
}
