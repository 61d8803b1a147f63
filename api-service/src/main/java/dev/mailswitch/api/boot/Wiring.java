package dev.mailswitch.api.boot;

import dev.mailswitch.api.auth.KeyTokens;
import dev.mailswitch.api.auth.StreamTokens;
import dev.mailswitch.api.dialect.emails.RawWriters;
import dev.mailswitch.compose.Copies;
import dev.mailswitch.compose.Tracker;
import dev.mailswitch.crypto.Sealing;
import dev.mailswitch.crypto.TokenSecrets;
import dev.mailswitch.directory.DirectoryStore;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.directory.PublicUrl;
import dev.mailswitch.ledger.Accepting;
import dev.mailswitch.ledger.Allowances;
import dev.mailswitch.ledger.Answers;
import dev.mailswitch.ledger.Batcher;
import dev.mailswitch.ledger.Cancelling;
import dev.mailswitch.ledger.Contents;
import dev.mailswitch.ledger.DatabaseClock;
import dev.mailswitch.ledger.Leaves;
import dev.mailswitch.ledger.Reporting;
import dev.mailswitch.ledger.Unsubscribing;
import dev.mailswitch.ledger.UsageDeltas;
import dev.mailswitch.ledger.reading.EngagementReader;
import dev.mailswitch.ledger.reading.EventReader;
import dev.mailswitch.ledger.reading.HandoverReader;
import dev.mailswitch.ledger.reading.KeyReader;
import dev.mailswitch.ledger.reading.MailReader;
import dev.mailswitch.ledger.reading.OriginReader;
import dev.mailswitch.ledger.reading.UsageReader;
import dev.mailswitch.model.id.FluteIds;
import dev.mailswitch.model.token.Tokens;
import dev.mailswitch.signing.SigningKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Ties the rooms that know no container to their data sources. What is hot goes through `ledger`,
/// everything else through the default.
class Wiring {

    @Produces
    @Singleton
    DatabaseClock clock() {
        return new DatabaseClock(InstantSource.system());
    }

    @Produces
    @Singleton
    RandomGenerator random() {
        return new SecureRandom();
    }

    @Produces
    @Singleton
    KeyTokens tokens(ServiceConfig config) {
        return KeyTokens.parse(config.keySecrets());
    }

    @Produces
    @Singleton
    StreamTokens streamTokens(ServiceConfig config) {
        return StreamTokens.parse(config.keySecrets());
    }

    @Produces
    @Singleton
    Sealing sealing(ServiceConfig config) {
        return Sealing.parse(config.sealingKeys());
    }

    @Produces
    @Singleton
    Tokens mailTokens(ServiceConfig config) {
        return TokenSecrets.parse(config.tokenSecrets());
    }

    @Produces
    @Singleton
    FluteIds fluteIds(ServiceConfig config) {
        return TokenSecrets.fluteIds(config.tokenSecrets());
    }

    @Produces
    @Singleton
    Unsubscribing unsubscribing(
            @DataSource("ledger") javax.sql.DataSource ledger, RandomGenerator random) {
        return new Unsubscribing(ledger, random);
    }

    @Produces
    @Singleton
    Reporting reporting(@DataSource("ledger") javax.sql.DataSource ledger, RandomGenerator random) {
        return new Reporting(ledger, random);
    }

    @Produces
    @Singleton
    LiveDirectory directory(javax.sql.DataSource readers) {
        return LiveDirectory.unread(new DirectoryStore(readers));
    }

    @Produces
    @Singleton
    Allowances allowances(javax.sql.DataSource readers) {
        return new Allowances(readers);
    }

    @Produces
    @Singleton
    MailReader mails(javax.sql.DataSource readers) {
        return new MailReader(readers);
    }

    @Produces
    @Singleton
    OriginReader origins(javax.sql.DataSource readers) {
        return new OriginReader(readers);
    }

    @Produces
    @Singleton
    RawWriters rawWriters(LiveDirectory directory, ServiceConfig config) {
        String url = PublicUrl.parse(config.publicUrl());
        return new RawWriters(
                TokenSecrets.each(config.tokenSecrets()).stream()
                        .map(Tracker::new)
                        .flatMap(
                                tracker ->
                                        Stream.of(
                                                new Copies(
                                                        tracker, PublicUrl.links(directory, url)),
                                                // From before it had a host of its own.
                                                new Copies(tracker, organisation -> url)))
                        .toList());
    }

    @Produces
    @Singleton
    SigningKeys signingKeys(Sealing sealing) {
        return new SigningKeys(sealing);
    }

    @Produces
    @Singleton
    Contents contents(javax.sql.DataSource readers) {
        return new Contents(readers);
    }

    @Produces
    @Singleton
    UsageReader usageReader(javax.sql.DataSource readers) {
        return new UsageReader(readers);
    }

    @Produces
    @Singleton
    KeyReader keys(javax.sql.DataSource readers) {
        return new KeyReader(readers);
    }

    @Produces
    @Singleton
    EventReader events(javax.sql.DataSource readers) {
        return new EventReader(readers);
    }

    @Produces
    @Singleton
    HandoverReader handovers(javax.sql.DataSource readers) {
        return new HandoverReader(readers);
    }

    @Produces
    @Singleton
    EngagementReader engagements(javax.sql.DataSource readers) {
        return new EngagementReader(readers);
    }

    @Produces
    @Singleton
    UsageDeltas usage(javax.sql.DataSource readers) {
        return new UsageDeltas(readers);
    }

    @Produces
    @Singleton
    Answers answers(@DataSource("ledger") javax.sql.DataSource ledger) {
        return new Answers(ledger);
    }

    void close(@Disposes Answers answers) {
        answers.close();
    }

    @Produces
    @Singleton
    Leaves leaves(@DataSource("ledger") javax.sql.DataSource ledger) {
        return new Leaves(ledger);
    }

    @Produces
    @Singleton
    Cancelling cancelling(@DataSource("ledger") javax.sql.DataSource ledger) {
        return new Cancelling(ledger);
    }

    @Produces
    @Singleton
    Accepting accepting(
            @DataSource("ledger") javax.sql.DataSource ledger,
            DatabaseClock clock,
            RandomGenerator random,
            WakeGate gate,
            MeterRegistry metrics) {
        Accepting accepting = new Accepting(ledger, clock, random, Batcher.Limits.STANDARD, gate);
        metrics.gauge("mailswitch.accept.waiting", accepting, Accepting::waiting);
        return accepting;
    }

    void close(@Disposes Accepting accepting) {
        accepting.close();
    }
}
