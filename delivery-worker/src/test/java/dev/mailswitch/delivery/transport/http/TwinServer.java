package dev.mailswitch.delivery.transport.http;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.mailswitch.delivery.transport.http.twin.Answered;
import dev.mailswitch.delivery.transport.http.twin.ReceivedCall;
import dev.mailswitch.delivery.transport.http.twin.Twin;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A twin on a port of loopback. Answers as the twin does, or with what the test has set; a call the
/// twin objects to gets a status that no vendor has.
final class TwinServer implements AutoCloseable {

    private static final int OBJECTION = 599;

    private final List<ReceivedCall> calls = new CopyOnWriteArrayList<>();
    private final List<String> objections = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Answered> set = new AtomicReference<>();
    private final WireMockServer server;

    TwinServer(Twin twin) {
        server =
                new WireMockServer(
                        wireMockConfig()
                                .bindAddress("127.0.0.1")
                                .dynamicPort()
                                .disableRequestJournal()
                                .extensions(new Answering(twin)));
        server.start();
        server.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.aResponse()));
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /// From now on it answers so, whatever comes.
    void answers(Answered answer) {
        set.set(answer);
    }

    List<ReceivedCall> calls() {
        return calls;
    }

    /// What the twin had against calls.
    List<String> objections() {
        return objections;
    }

    @Override
    public void close() {
        server.stop();
    }

    private final class Answering implements ResponseDefinitionTransformerV2 {

        private final Twin twin;

        Answering(Twin twin) {
            this.twin = twin;
        }

        @Override
        public String getName() {
            return "twin";
        }

        @Override
        public ResponseDefinition transform(ServeEvent event) {
            ReceivedCall call = received(event.getRequest());
            calls.add(call);
            Optional<Answered> told = twin.told(call);
            (told.isPresent() ? twin.stranger(call) : twin.objection(call))
                    .ifPresent(objections::add);
            Answered said = set.get();
            Answered answer =
                    !objections.isEmpty()
                            ? Answered.json(OBJECTION, String.join("; ", objections))
                            : said == null ? told.orElseGet(() -> twin.accepted(call)) : said;
            ResponseDefinitionBuilder response =
                    ResponseDefinitionBuilder.responseDefinition()
                            .withStatus(answer.status())
                            .withBody(answer.body());
            answer.headers().forEach(response::withHeader);
            return response.build();
        }

        private ReceivedCall received(Request request) {
            Map<String, String> headers = new HashMap<>();
            for (HttpHeader header : request.getHeaders().all()) {
                headers.putIfAbsent(header.key().toLowerCase(Locale.ROOT), header.firstValue());
            }
            return new ReceivedCall(
                    request.getMethod().value(), request.getUrl(), headers, request.getBody());
        }
    }
}
