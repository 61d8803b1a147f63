package dev.mailswitch.delivery.readiness;

import dev.mailswitch.directory.Directory;
import dev.mailswitch.ledger.RoleLease;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.readiness.FairPlaces;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks what is to be asked and has it asked, some providers at a time, and each by one thread
/// only. Held providers are asked too, and those in a drill. Providers that hang keep their places for
/// a while, so these are shared out fairly among organisations ([FairPlaces]), and half of them are
/// for what somebody waits for.
///
/// Only the worker with the role asks. When it dies nothing is lost: what it had not written down is
/// still due, and the next one asks it.
public final class CheckLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CheckLoop.class);

    /// Rows a turn.
    private static final int BATCH = 50;

    /// Providers at a time. Each has two threads and a connection.
    private static final int PLACES = 32;

    /// Of them, for what nobody waits for.
    private static final int UNWAITED_PLACES = PLACES / 2;

    /// Of either, of one organisation: its providers may all be slow.
    private static final int PLACES_OF_ONE = 2;

    /// Settings may change many times a second; what somebody waits for does not wait for this.
    private static final Duration FOLLOWING = Duration.ofSeconds(5);

    /// For one provider's questions at a stretch: others wait for its place.
    private static final Duration STRETCH = Duration.ofSeconds(20);

    /// After what was found could not be written down, so that nobody is asked in a circle.
    private static final Duration REST = Duration.ofSeconds(30);

    private static final Comparator<Due> ACCOUNT_FIRST =
            Comparator.comparing(one -> !one.subject().isAccount());

    private final CheckTable table;
    private final RoleLease role;
    private final Supplier<Directory> directory;
    private final Function<Provider, Asking> askings;
    private final RandomGenerator random;
    private final boolean byItself;
    private final FairPlaces places = new FairPlaces(PLACES, PLACES_OF_ONE);
    private final FairPlaces unwaited = new FairPlaces(UNWAITED_PLACES, PLACES_OF_ONE);
    private final Map<ProviderId, Thread> running = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private long followedVersion = -1;
    private long followedNanos = System.nanoTime() - FOLLOWING.toNanos();

    /// @param askings  how a provider is asked
    /// @param byItself false: only what somebody waits for is asked
    public CheckLoop(
            CheckTable table,
            RoleLease role,
            Supplier<Directory> directory,
            Function<Provider, Asking> askings,
            RandomGenerator random,
            boolean byItself) {
        this.table = table;
        this.role = role;
        this.directory = directory;
        this.askings = askings;
        this.random = random;
        this.byItself = byItself;
    }

    /// One turn, once or twice a second; waits for no provider.
    public void turn() throws SQLException {
        if (role.take().isEmpty()) {
            return;
        }
        Directory settings = directory.get();
        follow(settings.version());
        if (!places.full()) {
            begin(CheckTable.Wanted.WAITED_FOR, places.crowded(), settings);
        }
        if (byItself && !places.full() && !unwaited.full()) {
            List<OrganisationId> crowded =
                    Stream.of(places, unwaited)
                            .map(FairPlaces::crowded)
                            .flatMap(List::stream)
                            .toList();
            begin(CheckTable.Wanted.ALL, crowded, settings);
        }
    }

    /// @param crowded organisations whose rows must not fill the batch: they get no place now
    private void begin(CheckTable.Wanted wanted, List<OrganisationId> crowded, Directory settings)
            throws SQLException {
        List<Due> due = table.due(wanted, List.copyOf(running.keySet()), crowded, BATCH);
        for (List<Due> ofOne : byProvider(due)) {
            begin(ofOne, settings);
        }
    }

    private void follow(long version) throws SQLException {
        boolean time = System.nanoTime() - followedNanos >= FOLLOWING.toNanos();
        if (time && version != followedVersion) {
            followedNanos = System.nanoTime();
            if (byItself) {
                table.follow();
            } else {
                table.forget();
            }
            followedVersion = version;
        }
    }

    /// The account first: it may answer for the Froms. Otherwise in their order.
    private static Collection<List<Due>> byProvider(List<Due> due) {
        Map<ProviderId, List<Due>> groups = new LinkedHashMap<>();
        for (Due one : due) {
            groups.computeIfAbsent(one.subject().provider(), id -> new ArrayList<>()).add(one);
        }
        groups.values().forEach(group -> group.sort(ACCOUNT_FIRST));
        return groups.values();
    }

    private void begin(List<Due> due, Directory settings) throws SQLException {
        Due first = due.getFirst();
        if (ProviderKind.ofWord(first.kind()).isEmpty()) {
            unknownKind(due);
            return;
        }
        Provider provider = settings.provider(first.subject().provider()).orElse(null);
        // Asked with other settings it would be said of them; in a moment both are the newest.
        boolean current = provider != null && provider.version() == first.version();
        if (provider != null && current && !closed) {
            boolean waited = due.stream().anyMatch(Due::waited);
            place(provider.organisationId(), waited)
                    .ifPresent(place -> start(provider, due, place));
        }
    }

    /// Takes a place, to be given back by running what is returned; empty if there is none.
    private Optional<Runnable> place(OrganisationId organisation, boolean waited) {
        if (!places.tryTake(organisation)) {
            return Optional.empty();
        }
        if (waited) {
            return Optional.of(() -> places.giveBack(organisation));
        }
        if (!unwaited.tryTake(organisation)) {
            places.giveBack(organisation);
            return Optional.empty();
        }
        return Optional.of(
                () -> {
                    unwaited.giveBack(organisation);
                    places.giveBack(organisation);
                });
    }

    private void start(Provider provider, List<Due> due, Runnable giveBack) {
        Thread thread =
                Thread.ofVirtual()
                        .name("provider-check")
                        .unstarted(
                                () -> {
                                    try {
                                        run(provider, due);
                                    } finally {
                                        running.remove(provider.id());
                                        giveBack.run();
                                    }
                                });
        running.put(provider.id(), thread);
        thread.start();
    }

    private void unknownKind(List<Due> due) throws SQLException {
        Finding finding =
                Finding.ofFrom(
                        new Readiness.Unanswered(
                                "a newer release made it; its kind is not known to the worker"));
        for (Due one : due) {
            record(one, finding, Duration.ZERO);
        }
    }

    private void run(Provider provider, List<Due> due) {
        try {
            ask(provider, due);
        } catch (SQLException away) {
            LOG.warn("what provider {} said is not kept: {}", provider.id(), away.getMessage());
            rest();
        } catch (InterruptedException stop) {
            // Nothing was written down, so it is asked again by whoever is there.
        } catch (RuntimeException bug) {
            LOG.error("provider {} cannot be asked", provider.id(), bug);
            rest();
        }
    }

    /// What it does not come to is still due.
    private void ask(Provider provider, List<Due> due) throws SQLException, InterruptedException {
        Asking asking = askings.apply(provider);
        long start = System.nanoTime();
        for (Due one : due) {
            long began = System.nanoTime();
            if (began - start > STRETCH.toNanos()) {
                return;
            }
            Finding finding =
                    one.subject().isAccount()
                            ? Finding.ofAccount(asking.account(), one.refusals())
                            : Finding.ofFrom(asking.from(one.subject().sender()));
            record(one, finding, Duration.ofNanos(System.nanoTime() - began));
            boolean answeredForAll =
                    one.subject().isAccount() && Finding.ofFromsAt(finding.readiness()).isPresent();
            if (answeredForAll || finding.unanswered()) {
                return;
            }
        }
    }

    private void record(Due due, Finding finding, Duration took) throws SQLException {
        table.record(due, finding, took, finding.pause().drawn(random));
    }

    private static void rest() {
        try {
            Thread.sleep(REST);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /// Breaks off what is being asked. To be called when no turn follows.
    @Override
    public void close() {
        closed = true;
        running.values().forEach(Thread::interrupt);
    }
}
