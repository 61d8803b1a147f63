package dev.mailswitch.delivery.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.delivery.transport.Cidr;
import dev.mailswitch.delivery.transport.HostResolver;
import dev.mailswitch.delivery.transport.OutgoingAddressGuard;
import dev.mailswitch.delivery.transport.OutgoingPolicy;
import dev.mailswitch.delivery.transport.SameMail;
import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.delivery.transport.Shipment;
import dev.mailswitch.delivery.transport.Shipments;
import dev.mailswitch.delivery.transport.http.twin.Answered;
import dev.mailswitch.delivery.transport.http.twin.Documented;
import dev.mailswitch.delivery.transport.http.twin.ReceivedCall;
import dev.mailswitch.delivery.transport.http.twin.ReceivedMail;
import dev.mailswitch.delivery.transport.http.twin.Twin;
import dev.mailswitch.delivery.transport.http.twin.Twin.Feature;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Vendor;
import dev.mailswitch.vendors.Vendors;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What every vendor has to hold, against a twin that speaks the vendor's documents.
class VendorContractTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:06Z");
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        VERTX.close();
    }

    static Stream<Twin> twins() {
        return Twins.all().stream();
    }

    static Stream<Arguments> lacks() {
        return twins().flatMap(twin -> twin.lacks().stream().map(f -> Arguments.of(twin, f)));
    }

    static Stream<Arguments> answers() {
        return twins().flatMap(twin -> twin.answers().stream().map(a -> Arguments.of(twin, a)));
    }

    @ParameterizedTest
    @MethodSource("twins")
    void theMailThatArrivesIsTheOneThatWasSent(Twin twin) {
        EnumSet<Feature> carried = EnumSet.allOf(Feature.class);
        carried.removeAll(twin.lacks());
        carried.remove(Feature.ONLY_HIDDEN_RECIPIENTS);
        Shipment shipment = Shipments.rich(carried).shipment();
        try (TwinServer server = new TwinServer(twin)) {
            Map<Integer, Outcome> outcomes = send(twin, server, shipment);
            assertThat(server.objections()).isEmpty();
            assertThat(outcomes).hasSize(shipment.legs().size());
            assertThat(outcomes.values()).allMatch(Outcome.Accepted.class::isInstance);
            assertThat(server.calls()).hasSize(1);
            ReceivedMail arrived = twin.read(server.calls().getFirst());
            SameMail.check(arrived, shipment, carried);
            assertThat(arrived.correlation()).isEqualTo(Shipments.CORRELATION);
            assertThat(arrived.tags()).contains("welcome");
        }
    }

    @ParameterizedTest
    @MethodSource("lacks")
    void whatItCannotCarryIsSaidBeforeAnythingIsSent(Twin twin, Feature feature) {
        try (TwinServer server = new TwinServer(twin)) {
            Map<Integer, Sender.Answer> answers =
                    answers(twin, server, Shipments.rich(Set.of(feature)).shipment(), () -> true);
            assertThat(server.calls()).isEmpty();
            assertThat(answers.values())
                    .isNotEmpty()
                    .allSatisfy(
                            answer -> {
                                assertThat(answer.asked()).isFalse();
                                assertThat(answer.outcome()).isInstanceOf(Outcome.Unsuited.class);
                            });
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void eachDocumentedAnswerComesToWhatItMeans(Twin twin, Documented documented) {
        try (TwinServer server = new TwinServer(twin)) {
            server.answers(documented.answer());
            Outcome outcome = send(twin, server, Shipments.plain().shipment()).get(0);
            assertThat(server.objections()).isEmpty();
            assertThat(Documented.words(outcome, NOW)).isEqualTo(documented.comesTo());
        }
    }

    @ParameterizedTest
    @MethodSource("twins")
    void aFaultThatLeavesItOpenIsADoubtForAMailThatMustNotDouble(Twin twin) {
        try (TwinServer server = new TwinServer(twin)) {
            server.answers(new Answered(502, Map.of(), "<html>bad gateway</html>"));
            assertThat(send(twin, server, Shipments.plain().shipment()).get(0))
                    .isInstanceOf(Outcome.Unavailable.class);
            assertThat(send(twin, server, Shipments.plain().neverTwice().shipment()).get(0))
                    .isInstanceOf(Outcome.Unknown.class);
        }
    }

    /// A proxy that wants a login, or a parked domain, says 200 to everything.
    @ParameterizedTest
    @MethodSource("twins")
    void aSuccessOfSomebodyElseIsADoubt(Twin twin) {
        try (TwinServer server = new TwinServer(twin)) {
            server.answers(new Answered(200, Map.of(), "<html>Welcome, please log in</html>"));
            assertThat(send(twin, server, Shipments.plain().shipment()).get(0))
                    .isInstanceOfSatisfying(
                            Outcome.Unknown.class,
                            unknown -> assertThat(unknown.reply()).contains("please log in"));
        }
    }

    @ParameterizedTest
    @MethodSource("twins")
    void whatAVendorSaysIsKeptWithoutTheSecret(Twin twin) {
        try (TwinServer server = new TwinServer(twin)) {
            server.answers(
                    new Answered(
                            401,
                            Map.of("Content-Type", "application/json"),
                            "{\"name\":\"invalid_api_key\",\"message\":\"no: %1$s\",\"Message\":\"no: %1$s\",\"errors\":[{\"message\":\"no: %1$s\"}]}"
                                    .formatted(twin.secret())));
            assertThat(send(twin, server, Shipments.plain().shipment()).get(0).toString())
                    .doesNotContain(twin.secret());
        }
    }

    @ParameterizedTest
    @MethodSource("twins")
    void aRepeatHasTheSameBytesAndKey(Twin twin) {
        EnumSet<Feature> carried = EnumSet.allOf(Feature.class);
        carried.removeAll(twin.lacks());
        carried.remove(Feature.ONLY_HIDDEN_RECIPIENTS);
        try (TwinServer server = new TwinServer(twin)) {
            send(twin, server, Shipments.rich(carried).shipment());
            send(twin, server, Shipments.rich(carried).shipment());
            assertThat(server.calls()).hasSize(2);
            var first = server.calls().get(0);
            var second = server.calls().get(1);
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(second.header("idempotency-key")).isEqualTo(first.header("idempotency-key"));
        }
    }

    @ParameterizedTest
    @MethodSource("twins")
    void whatIsHeldBackNeverArrives(Twin twin) {
        try (TwinServer server = new TwinServer(twin)) {
            Map<Integer, Sender.Answer> answers =
                    answers(twin, server, Shipments.plain().shipment(), () -> false);
            assertThat(answers.get(0).asked()).isFalse();
            assertThat(answers.get(0).outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Unavailable.class,
                            unavailable -> assertThat(unavailable.phase()).isEqualTo(Phase.BODY));
            assertThat(server.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("twins")
    void readinessIsAskedByDocumentedQuestions(Twin twin) {
        Vendor vendor = Vendors.of(twin.kind(), Classifier.standard());
        try (TwinServer server = new TwinServer(twin);
                HttpTransport transport =
                        new HttpTransport(
                                VERTX,
                                guard(),
                                "owner",
                                HttpTimeouts.all(Duration.ofSeconds(60)),
                                1,
                                false,
                                null)) {
            Account account =
                    new Account(
                            twin.kind().sheet().orElseThrow().completed(settings(twin, server)),
                            twin.secret());
            assertThat(
                            vendor.inquiry()
                                    .accountReady(
                                            answer(
                                                    transport,
                                                    vendor.inquiry()
                                                            .accountQuestion(account, NOW))))
                    .isEqualTo(new Readiness.Ready());
            vendor.inquiry()
                    .senderQuestion(Twin.FROM, account, NOW)
                    .ifPresent(
                            question ->
                                    assertThat(
                                                    vendor.inquiry()
                                                            .senderReady(
                                                                    Twin.FROM,
                                                                    answer(transport, question)))
                                            .isEqualTo(new Readiness.Ready()));
            assertThat(server.objections()).isEmpty();
            assertThat(server.calls().stream().map(ReceivedCall::path).distinct())
                    .containsExactlyInAnyOrderElementsOf(twin.readiness().keySet());
        }
    }

    private static HttpAnswer answer(HttpTransport transport, HttpCall question) {
        Exchange exchange = transport.exchange(question, () -> true);
        assertThat(exchange).isInstanceOf(Exchange.Answered.class);
        return ((Exchange.Answered) exchange).answer();
    }

    private static Map<Integer, Outcome> send(Twin twin, TwinServer server, Shipment shipment) {
        Map<Integer, Outcome> outcomes = new HashMap<>();
        answers(twin, server, shipment, () -> true)
                .forEach((position, answer) -> outcomes.put(position, answer.outcome()));
        return outcomes;
    }

    private static Map<Integer, Sender.Answer> answers(
            Twin twin, TwinServer server, Shipment shipment, BooleanSupplier mayPass) {
        Provider provider =
                new Provider(
                        new ProviderId(new UUID(1, 1)),
                        new OrganisationId(new UUID(0, 2)),
                        twin.kind().word(),
                        twin.kind(),
                        settings(twin, server),
                        null,
                        2,
                        null,
                        false,
                        1);
        HttpSender.Outgoing outgoing =
                new HttpSender.Outgoing(
                        VERTX, guard(), HttpTimeouts.all(Duration.ofSeconds(60)), null);
        try (HttpSender sender =
                        HttpSender.open(
                                outgoing,
                                provider,
                                Vendors.of(twin.kind(), Classifier.standard()),
                                twin.secret(),
                                () -> NOW);
                Sender.Place place = sender.tryReserve().orElseThrow()) {
            return place.send(shipment, mayPass);
        }
    }

    private static Map<String, String> settings(Twin twin, TwinServer server) {
        Map<String, String> settings = new HashMap<>(twin.settings());
        settings.put("base_url", server.url());
        return settings;
    }

    private static OutgoingAddressGuard guard() {
        return new OutgoingAddressGuard(
                OutgoingPolicy.forHttps().opening(List.of(Cidr.parse("127.0.0.0/8"))),
                HostResolver.system());
    }
}
