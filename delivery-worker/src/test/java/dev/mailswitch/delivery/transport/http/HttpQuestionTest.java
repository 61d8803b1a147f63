package dev.mailswitch.delivery.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.delivery.transport.Cidr;
import dev.mailswitch.delivery.transport.HostResolver;
import dev.mailswitch.delivery.transport.OutgoingAddressGuard;
import dev.mailswitch.delivery.transport.OutgoingPolicy;
import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Readiness.NotKnown;
import dev.mailswitch.provider.Readiness.NotReady;
import dev.mailswitch.provider.Readiness.Ready;
import dev.mailswitch.provider.Readiness.Unanswered;
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
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A vendor (Resend) is asked whether an account is open. What its answers mean is tested in its
/// room; here it is how they are got.
class HttpQuestionTest {

    private static final Vertx VERTX = Vertx.vertx();

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> paths = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile int status = 200;
    private volatile String said = "{\"data\":[]}";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    paths.add(exchange.getRequestURI().getRawPath());
                    asked.add(
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Authorization"));
                    byte[] body = said.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
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

    private Sender sender() {
        return sender(ProviderKind.RESEND);
    }

    private Sender sender(ProviderKind kind) {
        return sender(kind, "re_secret");
    }

    private Sender sender(ProviderKind kind, String secret) {
        Provider provider =
                new Provider(
                        new ProviderId(new UUID(1, 1)),
                        new OrganisationId(new UUID(0, 2)),
                        kind.word(),
                        kind,
                        Map.of("base_url", "http://127.0.0.1:" + server.getAddress().getPort()),
                        null,
                        1,
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
                        HttpTimeouts.all(Duration.ofSeconds(20)),
                        null);
        return HttpSender.open(
                outgoing, provider, Vendors.of(kind, Classifier.standard()), secret, Instant::now);
    }

    /// How long one may be is said where it is set; what is stored has been taken once.
    @Test
    void aStoredKeyIsUsedHoweverLongItIs() {
        try (Sender sender = sender(ProviderKind.RESEND, "x".repeat(8_192))) {
            assertThat(sender.free()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "key\r\nX-Admin: 1", "two words", "schlüssel"})
    void aStoredKeyThatWouldBreakAHeaderIsNot(String secret) {
        assertThatThrownBy(() -> sender(ProviderKind.RESEND, secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the secret must ");
    }

    /// The one place there is belongs to a mail.
    private Readiness account() {
        try (Sender sender = sender();
                Sender.Place taken = sender.tryReserve().orElseThrow()) {
            return sender.questions().account();
        }
    }

    private static Readiness from(Sender sender, Address from) {
        return sender.questions().from(from, from.onTheWire());
    }

    /// Resend lists all domains to who asks about one, or about the account.
    @Test
    void oneQuestionForAllFromsIsPutOnceInARound() {
        said = "{\"data\":[{\"name\":\"a.example\",\"status\":\"verified\"}]}";
        try (Sender sender = sender()) {
            Sender.Questions round = sender.questions();
            assertThat(round.account()).isEqualTo(new Ready());
            assertThat(round.from(Address.of("x@a.example"), "x@a.example")).isEqualTo(new Ready());
            assertThat(round.from(Address.of("x@b.example"), "x@b.example"))
                    .isInstanceOf(NotReady.class);
            assertThat(paths).containsExactly("/domains");
            sender.questions().account();
            assertThat(paths).hasSize(2);
        }
    }

    @Test
    void otherQuestionsArePutEach() {
        said = "{\"authenticated\":true}";
        try (Sender sender = sender(ProviderKind.BREVO)) {
            Sender.Questions round = sender.questions();
            for (String from : List.of("x@a.example", "y@a.example", "x@b.example")) {
                assertThat(round.from(Address.of(from), from)).isEqualTo(new Ready());
            }
        }
        assertThat(paths)
                .containsExactly("/v3/senders/domains/a.example", "/v3/senders/domains/b.example");
    }

    @Test
    void anAccountThatIsOpenIsReadyAndNoPlaceIsNeededToAsk() {
        assertThat(account()).isEqualTo(new Ready());
        assertThat(asked).containsExactly("GET Bearer re_secret");
    }

    @Test
    void aKeyThatIsRefusedIsNotReady() {
        status = 401;
        said = "{\"statusCode\":401,\"name\":\"invalid_api_key\",\"message\":\"no\"}";
        assertThat(account()).isInstanceOf(NotReady.class);
    }

    @Test
    void whereNobodyListensNothingIsAnswered() {
        Sender sender = sender();
        server.stop(0);
        assertThat(sender.questions().account())
                .asInstanceOf(InstanceOfAssertFactories.type(Unanswered.class))
                .extracting(Unanswered::why)
                .asString()
                .startsWith("it did not answer: ");
        sender.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello@B\u00dcCHER.Example",
                "hello@xn--bcher-kva.example",
                "HELLO@XN--BCHER-KVA.EXAMPLE"
            })
    void aFromIsAskedAboutInOneSpelling(String from) {
        said = "{\"authenticated\":true}";
        try (Sender sender = sender(ProviderKind.BREVO)) {
            assertThat(from(sender, Address.stored(from, null))).isEqualTo(new Ready());
        }
        assertThat(paths).containsExactly("/v3/senders/domains/xn--bcher-kva.example");
    }

    @Test
    void aVendorThatTellsNobodyAboutFromsIsNotAsked() {
        try (Sender sender = sender(ProviderKind.POSTMARK)) {
            assertThat(from(sender, Address.of("hello@example.com")))
                    .isEqualTo(new NotKnown("it cannot be asked with such a key"));
        }
        assertThat(paths).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void whoIsBusyOrBrokenHasNotAnswered(int answered) {
        status = answered;
        assertThat(account()).isInstanceOf(Unanswered.class);
    }
}
