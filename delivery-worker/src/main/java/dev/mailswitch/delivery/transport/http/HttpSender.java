package dev.mailswitch.delivery.transport.http;

import dev.mailswitch.delivery.transport.OutgoingAddressGuard;
import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.delivery.transport.Shipment;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.Capabilities;
import dev.mailswitch.provider.Finding;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Parcel;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.Sought;
import dev.mailswitch.provider.Vendor;
import dev.mailswitch.provider.VendorSheet;
import dev.mailswitch.provider.Written;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends through an account at a vendor with an HTTP API, whichever it is.
public final class HttpSender implements Sender {

    private static final Logger LOG = LoggerFactory.getLogger(HttpSender.class);

    /// After this long a vendor's index is believed to show what arrived.
    private static final Duration INDEXED = Duration.ofSeconds(55);

    private static final String KEY_IS_OVER =
            "not repeated: the vendor no longer knows the call by its key";

    private final Vendor vendor;
    private final Capabilities can;
    private final Account account;
    private final HttpTransport transport;
    private final Supplier<HttpTransport> questions;
    private final InstantSource clock;
    private final Semaphore places;
    private final int all;

    private HttpSender(
            Vendor vendor,
            Capabilities can,
            Account account,
            HttpTransport transport,
            Supplier<HttpTransport> questions,
            int places,
            InstantSource clock) {
        this.vendor = vendor;
        this.can = can;
        this.account = account;
        this.transport = transport;
        this.questions = questions;
        this.clock = clock;
        this.places = new Semaphore(places);
        this.all = places;
    }

    /// What all senders share.
    ///
    /// @param guard for https
    /// @param trust which certificates are believed; null: the Java platform's
    public record Outgoing(
            Vertx vertx,
            OutgoingAddressGuard guard,
            HttpTimeouts timeouts,
            @Nullable TrustOptions trust) {}

    /// The sender of an account.
    ///
    /// @param secret opened, or null if none is set
    /// @throws IllegalArgumentException if the secret or a setting is missing, or would break a header
    public static HttpSender open(
            Outgoing outgoing,
            Provider provider,
            Vendor vendor,
            @Nullable String secret,
            InstantSource clock) {
        if (secret == null) {
            throw new IllegalArgumentException("no secret is set");
        }
        vendor.kind()
                .secretRule()
                .unsendable(secret)
                .ifPresent(
                        what -> {
                            throw new IllegalArgumentException("the secret " + what);
                        });
        VendorSheet sheet = vendor.kind().sheet().orElseThrow();
        Account account = new Account(sheet.completed(provider.settings()), secret);
        sheet.settings().stream()
                .filter(VendorSheet.Setting::required)
                .forEach(setting -> account.required(setting.name()));
        sheet.settings().forEach(setting -> checkPattern(setting, account));
        boolean tls = !account.setting("base_url").orElse("https:").startsWith("http:");
        BiFunction<HttpTimeouts, Integer, HttpTransport> transports =
                (timeouts, connections) ->
                        new HttpTransport(
                                outgoing.vertx(),
                                outgoing.guard(),
                                provider.organisationId().toString(),
                                timeouts,
                                connections,
                                tls,
                                outgoing.trust());
        HttpTimeouts ofQuestions = outgoing.timeouts().within(HttpTimeouts.ofQuestions());
        return new HttpSender(
                vendor,
                provider.capabilities(),
                account,
                transports.apply(outgoing.timeouts(), provider.maxConnections()),
                () -> transports.apply(ofQuestions, 1),
                provider.maxConnections(),
                clock);
    }

    @Override
    public Optional<Place> tryReserve() {
        return places.tryAcquire() ? Optional.of(new HttpPlace()) : Optional.empty();
    }

    @Override
    public int free() {
        return places.availablePermits();
    }

    @Override
    public Questions questions() {
        return new HttpQuestions(vendor, account, questions, clock);
    }

    /// Calls under way are finished before the connections go: whoever has a place still uses them.
    @Override
    public void close() {
        Thread.ofVirtual().name("http-sender-close").start(this::closeWhenIdle);
    }

    private void closeWhenIdle() {
        places.acquireUninterruptibly(all);
        transport.close();
    }

    private final class HttpPlace implements Place {

        private final AtomicBoolean open = new AtomicBoolean(true);

        @Override
        public Map<Integer, Answer> send(Shipment shipment, BooleanSupplier mayPass) {
            return switch (shipment.repeat()) {
                case null -> send(parcel(shipment, List.of()), mayPass);
                case Shipment.Keyed keyed -> repeated(shipment, keyed, mayPass);
                case Shipment.Asked asked -> {
                    Parcel parcel = parcel(shipment, List.of());
                    boolean copy = asked.copy() && shipment.mayDouble();
                    Optional<Map<Integer, Answer>> known = asked(parcel, asked.calls(), copy);
                    yield known.isPresent() ? known.get() : send(parcel, mayPass);
                }
            };
        }

        private Map<Integer, Answer> repeated(
                Shipment shipment, Shipment.Keyed keyed, BooleanSupplier mayPass) {
            if (holds(keyed)) {
                // Once its time is over the vendor may send it to everybody again.
                return send(
                        parcel(shipment, keyed.over()),
                        () -> holds(keyed) && mayPass.getAsBoolean());
            }
            Parcel parcel = parcel(shipment, List.of());
            Shipment.Sought itself =
                    new Shipment.Sought(shipment.correlation(), shipment.letter().date());
            return asked(parcel, List.of(itself), false).orElseThrow();
        }

        private Map<Integer, Answer> send(Parcel parcel, BooleanSupplier mayPass) {
            return switch (written(parcel)) {
                case Written.CannotCarry cannot ->
                        ours(parcel, new Outcome.Unsuited(cannot.bounceClass(), cannot.what()));
                case Written.Call call -> call(parcel, call.call(), mayPass);
            };
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                places.release();
            }
        }
    }

    /// Whether the vendor still knows a repeat by its key.
    private boolean holds(Shipment.Keyed keyed) {
        return clock.instant().isBefore(keyed.keyUntil());
    }

    /// Asks the vendor for calls whose answer never came, where it can be asked; empty if a copy is
    /// to go out. What is not seen yet may only be late in the vendor's index.
    ///
    /// @param copy whether one may go out at all; if not, there is always an answer
    private Optional<Map<Integer, Answer>> asked(
            Parcel parcel, List<Shipment.Sought> calls, boolean copy) {
        if (!can.canBeAsked()) {
            return copy
                    ? Optional.empty()
                    : Optional.of(
                            ours(parcel, new Outcome.Unavailable(Phase.PREPARE, KEY_IS_OVER)));
        }
        String open = null;
        for (Shipment.Sought call : calls) {
            Sought sought =
                    new Sought(call.correlation(), parcel.letter().from().onTheWire(), call.sent());
            Optional<HttpCall> question = vendor.lookUp(sought, account, clock.instant());
            Finding finding =
                    question.map(asked -> found(sought, asked))
                            .orElseGet(() -> new Finding.NotNow("this account cannot be asked"));
            boolean late =
                    clock.instant().isBefore(sought.sent().plus(INDEXED)) && question.isPresent();
            switch (finding) {
                // That it answers questions says nothing of how it sends.
                case Finding.Arrived arrived -> {
                    return Optional.of(ours(parcel, new Outcome.Accepted(arrived.messageId())));
                }
                case Finding.NotSeen n when late || !copy -> open = "it is not seen there";
                case Finding.NotNow not when late || !copy -> open = not.why();
                case Finding.NotSeen n -> {}
                case Finding.NotNow not -> {}
            }
        }
        return open == null ? Optional.empty() : Optional.of(stillOpen(parcel, "asked: " + open));
    }

    /// Nothing was sent with this attempt, and of the earlier one nothing is known.
    private static Map<Integer, Answer> stillOpen(Parcel parcel, String words) {
        return ours(parcel, new Outcome.Unknown(Phase.PREPARE, words));
    }

    private Finding found(Sought sought, HttpCall question) {
        return switch (transport.exchange(question, () -> true)) {
            case Exchange.Answered answered ->
                    vendor.found(sought, account.discreet(question, answered.answer()));
            case Exchange.NotSent sent -> new Finding.NotNow(sent.words());
            case Exchange.NoAnswer none -> new Finding.NotNow(none.words());
            case Exchange.Refused refused -> new Finding.NotNow(refused.what());
            case Exchange.Withheld w -> new Finding.NotNow("withheld");
        };
    }

    private static void checkPattern(VendorSheet.Setting setting, Account account) {
        Optional<String> value = account.setting(setting.name());
        if (setting.pattern() != null
                && value.isPresent()
                && !value.get().matches(setting.pattern())) {
            throw new IllegalArgumentException("the setting " + setting.name() + " is wrong");
        }
    }

    /// A bug of ours in this vendor's room must not cost a mail that another one can carry.
    private Written written(Parcel parcel) {
        try {
            return vendor.write(parcel, account, clock.instant());
        } catch (RuntimeException bug) {
            LOG.error("a mail cannot be written for {}", vendor.kind().word(), bug);
            return Written.CannotCarry.of("internal: it cannot be written for this vendor");
        }
    }

    private Map<Integer, Answer> call(Parcel parcel, HttpCall call, BooleanSupplier mayPass) {
        return switch (transport.exchange(call, mayPass)) {
            case Exchange.Answered answered -> {
                Map<Integer, Answer> answers = new HashMap<>();
                vendor.read(parcel, account.discreet(call, answered.answer()), clock.instant())
                        .forEach(
                                (position, outcome) ->
                                        answers.put(position, Answer.ofProvider(outcome)));
                yield answers;
            }
            case Exchange.NotSent sent when sent.phase() == Phase.PREPARE ->
                    ours(parcel, new Outcome.Unavailable(Phase.PREPARE, sent.words()));
            case Exchange.NotSent sent ->
                    theirs(parcel, new Outcome.Unavailable(sent.phase(), sent.words()));
            case Exchange.NoAnswer none ->
                    theirs(parcel, new Outcome.Unknown(Phase.ANSWER, none.words()));
            case Exchange.Refused refused ->
                    theirs(
                            parcel,
                            new Outcome.Misconfigured(
                                    refused.what(), Scope.PROVIDER, refused.words()));
            case Exchange.Withheld w ->
                    ours(
                            parcel,
                            new Outcome.Unavailable(
                                    Phase.BODY,
                                    "held back: this worker's lease, or the time of its key, was over"));
        };
    }

    private static Map<Integer, Answer> theirs(Parcel parcel, Outcome outcome) {
        return all(parcel, Answer.ofProvider(outcome));
    }

    private static Map<Integer, Answer> ours(Parcel parcel, Outcome outcome) {
        return all(parcel, Answer.ours(outcome));
    }

    private static Map<Integer, Answer> all(Parcel parcel, Answer answer) {
        Map<Integer, Answer> answers = new HashMap<>();
        parcel.recipients().forEach(recipient -> answers.put(recipient.position(), answer));
        return answers;
    }

    /// Vendors sign themselves, and some change what our signature would cover.
    ///
    /// @param over recipients beside those of the shipment, whose places are where they were
    private static Parcel parcel(Shipment shipment, List<Recipient> over) {
        return new Parcel(
                shipment.key(),
                shipment.correlation(),
                shipment.letter().unsigned(),
                shipment.files(),
                Stream.concat(shipment.legs().stream().map(Shipment.Leg::recipient), over.stream())
                        .sorted(Comparator.comparingInt(Recipient::position))
                        .toList(),
                shipment.tags(),
                shipment.mayDouble());
    }
}
