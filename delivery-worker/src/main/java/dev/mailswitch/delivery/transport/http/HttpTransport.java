package dev.mailswitch.delivery.transport.http;

import dev.mailswitch.delivery.transport.AddressVerdict;
import dev.mailswitch.delivery.transport.OutgoingAddressGuard;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.words.FaultWords;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Makes HTTP calls for one account and says how far they came. Nothing is repeated and no redirect
/// followed: one call is one try. Connections are kept and shared, over HTTP/2 where the server
/// offers it. Blocks; made for virtual threads.
final class HttpTransport implements AutoCloseable {

    private static final int BLOCK = 64 * 1024;
    private static final String AGENT = "Mailswitch (transactional mail gateway)";

    /// Shorter than any vendor keeps an idle connection: a call on one that the server has just
    /// closed is in doubt for nothing.
    private static final int KEEP_ALIVE_SECONDS = 15;

    /// Until a call that is given up has gone from its connection.
    private static final Duration GIVING_UP = Duration.ofSeconds(1);

    /// How many of a host's addresses are tried.
    private static final int MOST_ADDRESSES = 3;

    private final OutgoingAddressGuard guard;
    private final String owner;
    private final HttpTimeouts timeouts;
    private final HttpClient client;

    /// @param owner       whose account it is; see [OutgoingAddressGuard#check]
    /// @param connections at most so many at once
    /// @param tls         whether the account's address is https
    /// @param trust       which certificates are believed; null: the Java platform's
    HttpTransport(
            Vertx vertx,
            OutgoingAddressGuard guard,
            String owner,
            HttpTimeouts timeouts,
            int connections,
            boolean tls,
            @Nullable TrustOptions trust) {
        this.guard = guard;
        this.owner = owner;
        this.timeouts = timeouts;
        HttpClientOptions options =
                new HttpClientOptions()
                        .setConnectTimeout((int) timeouts.connect().toMillis())
                        .setSslHandshakeTimeout(timeouts.handshake().toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setMaxPoolSize(connections)
                        // As many as calls: those that begin together must not wait for one
                        // handshake that hangs.
                        .setHttp2MaxPoolSize(connections)
                        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                        .setHttp2KeepAliveTimeout(KEEP_ALIVE_SECONDS)
                        .setProtocolVersion(tls ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                        .setUseAlpn(tls)
                        .setSsl(tls);
        if (trust != null) {
            options.setTrustOptions(trust);
        }
        this.client = vertx.createHttpClient(options);
    }

    /// Makes a call.
    ///
    /// @param mayPass asked before the last of the body goes out: until then the server cannot act
    Exchange exchange(HttpCall call, BooleanSupplier mayPass) {
        URI uri = call.uri();
        boolean tls = uri.getScheme().equals("https");
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
        AddressVerdict verdict =
                tls
                        ? guard.check(owner, uri.getHost(), port, timeouts.resolve())
                        : guard.checkOpened(owner, uri.getHost(), port, timeouts.resolve());
        return switch (verdict) {
            case AddressVerdict.Allowed allowed -> {
                try {
                    yield exchange(call, allowed.addresses(), port, tls, mayPass);
                } catch (InterruptedException cut) {
                    // Before the point of no return, or it would have been caught there. Whoever
                    // calls again must hear of it too.
                    Thread.currentThread().interrupt();
                    yield new Exchange.NotSent(Phase.CONNECT, "cut: it took too long");
                }
            }
            case AddressVerdict.PortForbidden f ->
                    new Exchange.Refused(
                            "its port may not be called",
                            "port "
                                    + f.port()
                                    + "; use another, or have the workers' operator open its"
                                    + " network");
            case AddressVerdict.AddressForbidden f ->
                    new Exchange.Refused(
                            "its address may not be called",
                            f.host()
                                    + " is not public; use another, or have the workers' operator"
                                    + " open its network");
            case AddressVerdict.Unresolved u ->
                    new Exchange.NotSent(Phase.RESOLVE, u.host() + " has no address");
            case AddressVerdict.TimedOut t ->
                    new Exchange.NotSent(Phase.RESOLVE, t.host() + " was not looked up in time");
            case AddressVerdict.Busy b ->
                    new Exchange.NotSent(Phase.PREPARE, b.host() + " could not be looked up now");
        };
    }

    private Exchange exchange(
            HttpCall call,
            List<InetAddress> addresses,
            int port,
            boolean tls,
            BooleanSupplier mayPass)
            throws InterruptedException {
        Exchange failed = new Exchange.NotSent(Phase.CONNECT, "no address");
        for (InetAddress address :
                addresses.subList(0, Math.min(MOST_ADDRESSES, addresses.size()))) {
            RequestOptions options =
                    new RequestOptions()
                            .setServer(
                                    SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                            .setHost(call.uri().getHost())
                            .setPort(port)
                            .setSsl(tls)
                            .setMethod(HttpMethod.valueOf(call.method().name()))
                            .setURI(target(call.uri()));
            call.headers().forEach(options::putHeader);
            options.putHeader("User-Agent", AGENT);
            if (call.body().length > 0) {
                options.putHeader("Content-Length", Integer.toString(call.body().length));
            }
            Future<HttpClientRequest> connecting = client.request(options);
            try {
                HttpClientRequest request = await(connecting, patienceToConnect());
                return new Exchanging(request, call.body(), mayPass).run();
            } catch (InterruptedException cut) {
                connecting.onSuccess(HttpClientRequest::reset);
                throw cut;
            } catch (ExecutionException broken) {
                failed = HttpFaults.noConnection(cause(broken));
            } catch (TimeoutException late) {
                // Should it come after all, nobody waits for it any more.
                connecting.onSuccess(HttpClientRequest::reset);
                failed =
                        new Exchange.NotSent(
                                tls ? Phase.TLS : Phase.CONNECT, "no connection in time");
            }
            if (!(failed instanceof Exchange.NotSent sent && sent.phase() == Phase.CONNECT)) {
                return failed;
            }
        }
        return failed;
    }

    /// The client's own limits end first, and name the phase.
    private Duration patienceToConnect() {
        return timeouts.connect().plus(timeouts.handshake()).plusSeconds(1);
    }

    private static String target(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private static Throwable cause(ExecutionException broken) {
        return Objects.requireNonNullElse(broken.getCause(), broken);
    }

    private static <T> T await(Future<T> future, Duration patience)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// One call on its connection.
    private final class Exchanging {

        private final HttpClientRequest request;
        private final byte[] body;
        private final BooleanSupplier mayPass;
        private final Incoming incoming = new Incoming();
        private final Future<HttpAnswer> answer;

        Exchanging(HttpClientRequest request, byte[] body, BooleanSupplier mayPass) {
            this.request = request;
            this.body = body;
            this.mayPass = mayPass;
            this.answer = request.response().compose(incoming::read);
        }

        Exchange run() {
            int last = body.length == 0 ? 0 : (body.length - 1) / BLOCK * BLOCK;
            Optional<Exchange> broken = writeUpTo(last);
            if (broken.isPresent()) {
                request.reset();
                return broken.get();
            }
            if (!mayPass.getAsBoolean()) {
                request.reset();
                return new Exchange.Withheld();
            }
            return handOver(Buffer.buffer(Arrays.copyOfRange(body, last, body.length)));
        }

        /// Writes all but the last block; something if it did not come so far. A server that answers
        /// before it has read everything has said what it wants to say.
        private Optional<Exchange> writeUpTo(int last) {
            try {
                for (int from = 0; from < last; from += BLOCK) {
                    if (answer.isComplete() || incoming.soFar().isPresent()) {
                        return Optional.of(early("answered before the body's end"));
                    }
                    byte[] block = Arrays.copyOfRange(body, from, from + BLOCK);
                    await(request.write(Buffer.buffer(block)), timeouts.block());
                }
                return Optional.empty();
            } catch (ExecutionException broken) {
                return Optional.of(early(FaultWords.of(cause(broken))));
            } catch (TimeoutException late) {
                return Optional.of(early("it takes no more"));
            } catch (InterruptedException cut) {
                Thread.currentThread().interrupt();
                return Optional.of(early("cut: it took too long"));
            }
        }

        /// Hands over the last block and waits. From here on only an answer tells.
        private Exchange handOver(Buffer block) {
            Future<Void> written = request.end(block);
            String words;
            boolean interrupted = false;
            @Nullable Throwable fault = null;
            try {
                return new Exchange.Answered(await(answer, timeouts.answer()));
            } catch (ExecutionException broken) {
                fault = cause(broken);
                words = FaultWords.of(fault);
            } catch (TimeoutException late) {
                words = "no answer in time";
            } catch (InterruptedException cut) {
                interrupted = true;
                words = "cut: it took too long";
            }
            request.reset();
            Optional<HttpAnswer> come = incoming.soFar();
            if (come.isPresent()) {
                return new Exchange.Answered(come.get());
            }
            boolean whole = takenWhole(written);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (!whole) {
                return new Exchange.NotSent(Phase.BODY, words);
            }
            return fault == null
                    ? new Exchange.NoAnswer(words)
                    : HttpFaults.noAnswer(fault, request.streamId());
        }

        /// Whether the system has taken all of the call for the server. Asked after the call was given
        /// up, when nothing of it can go out any more.
        private static boolean takenWhole(Future<Void> written) {
            try {
                await(written, GIVING_UP);
                return true;
            } catch (ExecutionException never) {
                return false;
            } catch (TimeoutException unsure) {
                return true;
            } catch (InterruptedException unsure) {
                Thread.currentThread().interrupt();
                return true;
            }
        }

        /// Of a call that was not handed over whole: a refusal is an answer, also before the end. An
        /// acceptance is none, of what nobody has seen whole.
        private Exchange early(String words) {
            return incoming.soFar()
                    .filter(answer -> !answer.success())
                    .<Exchange>map(Exchange.Answered::new)
                    .orElseGet(() -> new Exchange.NotSent(Phase.BODY, words));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
