package dev.mailswitch.delivery.boot;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.crypto.Sealing;
import dev.mailswitch.delivery.bounce.OutcomeOfReply;
import dev.mailswitch.delivery.transport.Cidr;
import dev.mailswitch.delivery.transport.HostResolver;
import dev.mailswitch.delivery.transport.OutgoingAddressGuard;
import dev.mailswitch.delivery.transport.OutgoingPolicy;
import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.delivery.transport.http.HttpSender;
import dev.mailswitch.delivery.transport.http.HttpTimeouts;
import dev.mailswitch.delivery.transport.sandbox.SandboxSender;
import dev.mailswitch.delivery.transport.sandbox.SandboxStore;
import dev.mailswitch.delivery.transport.smtp.SmtpClient;
import dev.mailswitch.delivery.transport.smtp.SmtpSender;
import dev.mailswitch.delivery.transport.smtp.SmtpTimeouts;
import dev.mailswitch.delivery.transport.smtp.TlsTrust;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.vendors.Vendors;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes the sender of a provider by its kind.
final class SenderFactory implements Function<Provider, Sender>, AutoCloseable {

    private final SmtpClient smtp;
    private final SandboxStore sandbox;
    private final Sealing sealing;
    private final OutcomeOfReply replies;
    private final Classifier classifier;
    private final OutgoingAddressGuard https;
    private final HttpTimeouts httpTimeouts;
    private final SmtpTimeouts timeouts;
    private final String localName;
    private final InstantSource clock;
    private @Nullable Vertx vertx;

    SenderFactory(WorkerConfig config, Sealing sealing, SandboxStore sandbox, InstantSource clock) {
        List<Cidr> opened =
                config.outgoing().allowedCidrs().orElse(List.of()).stream()
                        .map(Cidr::parse)
                        .toList();
        OutgoingAddressGuard guard =
                new OutgoingAddressGuard(
                        OutgoingPolicy.forSmtp().opening(opened), HostResolver.system());
        this.smtp = new SmtpClient(guard, TlsTrust.ofPlatform());
        this.https =
                new OutgoingAddressGuard(
                        OutgoingPolicy.forHttps().opening(opened), HostResolver.system());
        WorkerConfig.Http http = config.http();
        this.httpTimeouts =
                HttpTimeouts.defaults()
                        .withConnect(http.connectTimeout())
                        .withBlock(http.blockTimeout())
                        .withAnswer(http.answerTimeout());
        this.sandbox = sandbox;
        this.sealing = sealing;
        WorkerConfig.Smtp times = config.smtp();
        this.timeouts =
                SmtpTimeouts.defaults()
                        .withConnect(times.connectTimeout())
                        .withBanner(times.bannerTimeout())
                        .withCommand(times.commandTimeout())
                        .withDataBlock(times.dataBlockTimeout())
                        .withCall(config.callPatience())
                        .withFinalDot(times.finalDotTimeout());
        this.classifier =
                config.bounceRules().map(Classifier::with).orElseGet(Classifier::standard);
        this.replies = new OutcomeOfReply(classifier);
        this.localName = times.localName().orElseGet(SenderFactory::hostName);
        this.clock = clock;
    }

    @Override
    public Sender apply(Provider provider) {
        return switch (provider.kind()) {
            case SANDBOX -> new SandboxSender(provider, sandbox, clock);
            case SMTP ->
                    SmtpSender.open(
                            smtp,
                            provider,
                            password(provider),
                            localName,
                            timeouts,
                            replies,
                            clock);
            case SENDGRID, POSTMARK, SPARKPOST, MAILGUN, SES, RESEND, BREVO, MAILJET ->
                    HttpSender.open(
                            outgoing(),
                            provider,
                            Vendors.of(provider.kind(), classifier),
                            password(provider),
                            clock);
        };
    }

    /// Made with the first vendor: who has relays only does without its threads.
    private synchronized HttpSender.Outgoing outgoing() {
        if (vertx == null) {
            vertx =
                    Vertx.vertx(
                            new VertxOptions()
                                    .setEventLoopPoolSize(2)
                                    .setWorkerPoolSize(1)
                                    .setInternalBlockingPoolSize(1)
                                    .setFileSystemOptions(
                                            new FileSystemOptions()
                                                    .setFileCachingEnabled(false)
                                                    .setClassPathResolvingEnabled(false)));
        }
        return new HttpSender.Outgoing(vertx, https, httpTimeouts, null);
    }

    private @Nullable String password(Provider provider) {
        return provider.secret() == null
                ? null
                : new String(
                        sealing.open(provider.id(), provider.secret()), StandardCharsets.UTF_8);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    /// How long ago the deadlines of SMTP connections were last looked at; some hundred milliseconds
    /// while all is well.
    Duration sinceTurn() {
        return smtp.sinceTurn();
    }

    @Override
    public synchronized void close() {
        smtp.close();
        if (vertx != null) {
            vertx.close();
        }
    }
}
