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
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A repeat at a vendor that takes keys and cannot be asked (Resend).
class KeyedRepeatTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Instant NOW = Instant.parse("2026-01-02T04:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final Recipient OVER =
            new Recipient(1, RecipientKind.TO, Address.of("over@empfang.test"));

    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext(
                "/",
                exchange -> {
                    bodies.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    byte[] said = "{\"id\":\"1\"}".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, said.length);
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
    void whoIsOverIsInItsBytesAgain() {
        Outcome outcome = answer(new Shipment.Keyed(LATER, List.of(OVER)), () -> NOW);
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        assertThat(bodies)
                .singleElement()
                .asString()
                .contains("\"to\":[\"ada@empfang.test\",\"over@empfang.test\"]");
    }

    /// The vendor would take it for a new mail to all of them.
    @Test
    void onceItsKeyIsOverNothingGoesOut() {
        Outcome outcome = answer(new Shipment.Keyed(NOW, List.of(OVER)), () -> NOW);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        held -> assertThat(held.phase()).isEqualTo(Phase.PREPARE));
        assertThat(bodies).isEmpty();
    }

    @Test
    void norIfItEndsWhileTheCallIsUnderWay() {
        AtomicInteger looks = new AtomicInteger();
        InstantSource clock = () -> looks.getAndIncrement() == 0 ? NOW : LATER;
        Outcome outcome = answer(new Shipment.Keyed(LATER, List.of(OVER)), clock);
        assertThat(outcome).isInstanceOf(Outcome.Unavailable.class);
        assertThat(bodies).noneMatch(body -> body.endsWith("}"));
    }

    private Outcome answer(Shipment.Repeat repeat, InstantSource clock) {
        Shipment plain = Shipments.plain().shipment();
        Shipment shipment =
                new Shipment(
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
        Provider provider =
                new Provider(
                        new ProviderId(new UUID(1, 1)),
                        new OrganisationId(new UUID(0, 2)),
                        "resend",
                        ProviderKind.RESEND,
                        Map.of("base_url", "http://127.0.0.1:" + server.getAddress().getPort()),
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
                                Vendors.of(ProviderKind.RESEND, Classifier.standard()),
                                "secret",
                                clock);
                Sender.Place place = sender.tryReserve().orElseThrow()) {
            return place.send(shipment, () -> true).get(0).outcome();
        }
    }
}
