package dev.mailswitch.delivery.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.delivery.transport.Cidr;
import dev.mailswitch.delivery.transport.HostResolver;
import dev.mailswitch.delivery.transport.OutgoingAddressGuard;
import dev.mailswitch.delivery.transport.OutgoingPolicy;
import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.delivery.transport.Shipment;
import dev.mailswitch.delivery.transport.Shipments;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.vendors.Vendors;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A call in doubt at a vendor that can be asked (Mailjet): it is asked before anything goes out
/// again, and what it says decides.
class AskingTest {

    private static final Vertx VERTX = Vertx.vertx();

    /// Of the first call: see [Shipments].
    private static final Instant SENT = Instant.parse("2026-01-02T03:04:05Z");

    private static final String FOUND =
            """
            {"Count":1,"Data":[{"ID":1152921504606846976,"CustomID":"%s","Status":"sent"}],"Total":1}"""
                    .formatted(Shipments.CORRELATION_BEFORE);
    private static final String NONE = "{\"Count\":0,\"Data\":[],\"Total\":0}";
    private static final String TAKEN =
            """
            {"Messages":[{"Status":"success","CustomID":"","To":[{"Email":"ada@empfang.test",\
            "MessageUUID":"u","MessageID":7,"MessageHref":"h"}],"Cc":[],"Bcc":[]}]}""";

    /// The copy that one of the recipients has got by now.
    private static final String THE_COPY =
            FOUND.replace(Shipments.CORRELATION_BEFORE, Shipments.CORRELATION);

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile int status = 200;
    private volatile String known = NONE;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    boolean question = exchange.getRequestMethod().equals("GET");
                    calls.add(question ? "asked" : "sent");
                    byte[] said = (question ? known : TAKEN).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(question ? status : 200, said.length);
                    exchange.getResponseBody().write(said);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void whatArrivedIsAcceptedAndNotSentAgain() {
        known = FOUND;
        Sender.Answer answer = answer(Shipments.plain().again(), SENT.plusSeconds(16));
        assertThat(answer.outcome()).isInstanceOf(Outcome.Accepted.class);
        assertThat(answer.asked()).as("says nothing of how it sends").isFalse();
        assertThat(calls).containsExactly("asked");
    }

    @Test
    void whatIsNotSeenYetIsNotSentAgainYet() {
        Sender.Answer answer = answer(Shipments.plain().again(), SENT.plusSeconds(16));
        assertThat(answer.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.phase()).isEqualTo(Phase.PREPARE));
        assertThat(calls).containsExactly("asked");
    }

    @Test
    void whatIsNotSeenAfterAMinuteGoesOutAgainInTheSameCall() {
        assertThat(answer(Shipments.plain().again(), SENT.plusSeconds(61)).outcome())
                .isInstanceOf(Outcome.Accepted.class);
        assertThat(calls).containsExactly("asked", "sent");
    }

    @Test
    void aCopyIsNotTakenForTheCallThatIsAskedFor() {
        known = THE_COPY;
        answer(Shipments.plain().again(), SENT.plusSeconds(61));
        assertThat(calls).containsExactly("asked", "sent");
    }

    /// A copy of it may be in doubt, too.
    @Test
    void itIsAskedForEachCallThatMayHaveBroughtIt() {
        known = FOUND;
        Shipment shipment = Shipments.plain().again().shipment();
        Shipment.Asked first = (Shipment.Asked) Objects.requireNonNull(shipment.repeat());
        List<Shipment.Sought> both =
                List.of(
                        new Shipment.Sought("AQAB_its-copy", SENT.plusSeconds(60)),
                        first.calls().getFirst());
        Shipment.Asked asked = new Shipment.Asked(both, true);
        assertThat(answer(with(shipment, asked), SENT.plusSeconds(80)).outcome())
                .isInstanceOf(Outcome.Accepted.class);
        assertThat(calls).containsExactly("asked", "asked");
        // The copy may only be late in the index.
        known = NONE;
        assertThat(answer(with(shipment, asked), SENT.plusSeconds(80)).outcome())
                .isInstanceOf(Outcome.Unknown.class);
        assertThat(answer(with(shipment, asked), SENT.plusSeconds(116)).outcome())
                .isInstanceOf(Outcome.Accepted.class);
        assertThat(calls).endsWith("asked", "asked", "sent").hasSize(7);
    }

    private static Shipment with(Shipment plain, Shipment.Repeat repeat) {
        return new Shipment(
                plain.id(),
                plain.organisationId(),
                plain.environmentId(),
                plain.key(),
                plain.letter(),
                plain.files(),
                plain.returnPath(),
                plain.correlation(),
                plain.tags(),
                plain.mayDouble(),
                repeat,
                plain.legs());
    }

    @Test
    void aMailThatMustNotDoubleIsNeverSentAgain() {
        assertThat(answer(Shipments.plain().neverTwice().again(), SENT.plusSeconds(600)).outcome())
                .isInstanceOf(Outcome.Unknown.class);
        assertThat(calls).containsExactly("asked");
    }

    @Test
    void aQuestionThatFailsIsNoAnswer() {
        status = 503;
        assertThat(answer(Shipments.plain().again(), SENT.plusSeconds(16)).outcome())
                .isInstanceOf(Outcome.Unknown.class);
        assertThat(answer(Shipments.plain().neverTwice().again(), SENT.plusSeconds(90)).outcome())
                .isInstanceOf(Outcome.Unknown.class);
        assertThat(calls).containsExactly("asked", "asked");
    }

    @Test
    void aFirstCallAsksNothing() {
        answer(Shipments.plain(), SENT);
        assertThat(calls).containsExactly("sent");
    }

    private Sender.Answer answer(Shipments shipments, Instant now) {
        return answer(shipments.shipment(), now);
    }

    private Sender.Answer answer(Shipment shipment, Instant now) {
        Provider provider =
                new Provider(
                        new ProviderId(new UUID(1, 1)),
                        new OrganisationId(new UUID(0, 2)),
                        "mailjet",
                        ProviderKind.MAILJET,
                        Map.of(
                                "api_key",
                                "key",
                                "base_url",
                                "http://127.0.0.1:" + server.getAddress().getPort()),
                        null,
                        2,
                        null,
                        false,
                        1);
        HttpSender.Outgoing outgoing =
                new HttpSender.Outgoing(
                        VERTX,
                        new OutgoingAddressGuard(
                                OutgoingPolicy.forHttps()
                                        .opening(List.of(Cidr.parse("127.0.0.0/8"))),
                                HostResolver.system()),
                        HttpTimeouts.all(Duration.ofSeconds(60)),
                        null);
        try (HttpSender sender =
                        HttpSender.open(
                                outgoing,
                                provider,
                                Vendors.of(ProviderKind.MAILJET, Classifier.standard()),
                                "secret",
                                () -> now);
                Sender.Place place = sender.tryReserve().orElseThrow()) {
            return place.send(shipment, () -> true).get(0);
        }
    }
}
