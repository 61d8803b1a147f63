package dev.mailswitch.delivery.boot;

import dev.mailswitch.crypto.Sealing;
import dev.mailswitch.ledger.reading.MailDetail;
import dev.mailswitch.ledger.reading.TimelineEvent;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.provider.Provider;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;

/// An organisation with an environment, as somebody has set it up; providers become its routes in
/// the order in which they are made.
public final class Tenant {

    private static final SplittableRandom RANDOM = new SplittableRandom();

    final TestWorker worker;
    final OrganisationId organisation = new OrganisationId(id());
    final EnvironmentId environment = new EnvironmentId(id());

    /// Sends from a domain of its own.
    final String sender;

    private int tiers;
    private boolean changed = true;

    Tenant(TestWorker worker) throws SQLException {
        this.worker = worker;
        String tail = organisation.toString().substring(24);
        this.sender = "from@t" + tail + ".test";
        worker.run(
                "INSERT INTO organisation (id, name) VALUES (?, ?)",
                organisation.value(),
                "organisation " + organisation);
        worker.run(
                """
                INSERT INTO environment (id, organisation_id, name, is_default, sender_email)
                VALUES (?, ?, 'main', true, ?)""",
                environment.value(),
                organisation.value(),
                sender);
    }

    static UUID id() {
        return Uuids.mint(Instant.now(), RANDOM.split());
    }

    public EnvironmentId environment() {
        return environment;
    }

    public OrganisationId organisation() {
        return organisation;
    }

    /// The address it sends from.
    public String sender() {
        return sender;
    }

    /// The domain it sends from.
    public String domain() {
        return sender.substring(sender.indexOf('@') + 1);
    }

    /// Its domain is proven to be its own.
    public void verified() throws SQLException {
        changed = true;
        worker.run(
                "INSERT INTO domain (id, organisation_id, name, verified_at) VALUES (?, ?, ?, now())",
                id(),
                organisation.value(),
                domain());
    }

    /// One more DKIM key of its domain.
    ///
    /// @param from when it begins to sign, from now
    public void signs(String selector, byte[] pkcs8, Duration from) throws SQLException {
        changed = true;
        UUID id = id();
        Provider.SealedSecret sealed = Sealing.parse(TestConfig.KEYS).seal(id, pkcs8);
        worker.run(
                """
                INSERT INTO domain_key (id, domain_id, selector, public_key, secret, secret_key_id,
                       signs_from)
                SELECT ?, id, ?, '', ?, ?, now() + make_interval(secs => ?)
                  FROM domain WHERE name = ?""",
                id,
                selector,
                sealed.bytes(),
                sealed.keyId(),
                (double) from.toSeconds(),
                domain());
    }

    /// A relay on this machine, in a tier below all others.
    public ProviderId smtp(int port) throws SQLException {
        return smtp(port, tiers++, 1);
    }

    public ProviderId smtp(int port, int tier, int weight) throws SQLException {
        String settings =
                "{\"host\":\"127.0.0.1\",\"port\":\"%d\",\"security\":\"none\"}".formatted(port);
        return provider("smtp", settings, tier, weight);
    }

    /// A relay that wants a login.
    public ProviderId smtp(int port, String user, String password) throws SQLException {
        String settings =
                "{\"host\":\"127.0.0.1\",\"port\":\"%d\",\"security\":\"none\",\"username\":\"%s\"}"
                        .formatted(port, user);
        ProviderId id = provider("smtp", settings, tiers++, 1);
        secret(id, password);
        return id;
    }

    /// An account at Resend, in a tier below all others.
    ///
    /// @param baseUrl where its API is
    public ProviderId resend(String baseUrl) throws SQLException {
        ProviderId id = provider("resend", "{\"base_url\":\"%s\"}".formatted(baseUrl), tiers++, 1);
        secret(id, "re_test");
        return id;
    }

    private void secret(ProviderId provider, String text) throws SQLException {
        Provider.SealedSecret sealed =
                Sealing.parse(TestConfig.KEYS)
                        .seal(provider, text.getBytes(StandardCharsets.UTF_8));
        worker.run(
                "UPDATE provider SET secret = ?, secret_key_id = ?, version = version + 1 WHERE id = ?",
                sealed.bytes(),
                sealed.keyId(),
                provider.value());
    }

    /// A sandbox, in a tier below all others.
    public ProviderId sandbox() throws SQLException {
        return provider("sandbox", "{}", tiers++, 1);
    }

    public ProviderId sandbox(int tier, int weight) throws SQLException {
        return provider("sandbox", "{}", tier, weight);
    }

    private ProviderId provider(String kind, String settings, int tier, int weight)
            throws SQLException {
        ProviderId id = new ProviderId(id());
        worker.run(
                """
                INSERT INTO provider (id, organisation_id, name, kind, settings)
                VALUES (?, ?, ?, ?, ?::jsonb)""",
                id.value(),
                organisation.value(),
                kind + "-" + tier + "-" + id,
                kind,
                settings);
        route(id, tier, weight);
        return id;
    }

    /// One more way out of the environment.
    public void route(ProviderId provider, int tier, int weight) throws SQLException {
        changed = true;
        worker.run(
                """
                INSERT INTO route (id, organisation_id, environment_id, provider_id, tier, weight)
                VALUES (?, ?, ?, ?, ?, ?)""",
                id(),
                organisation.value(),
                environment.value(),
                provider.value(),
                tier,
                weight);
    }

    /// Changes a column of a provider, as an operator does.
    public void set(ProviderId provider, String column, Object value) throws SQLException {
        worker.change(
                "UPDATE provider SET %s = ?, version = version + 1 WHERE id = ?".formatted(column),
                value,
                provider.value());
    }

    /// Holds lanes of the environment, as an operator does.
    public void hold(Lane... lanes) throws SQLException {
        worker.change(
                "UPDATE environment SET held_lanes = ?::text[] WHERE id = ?",
                Arrays.stream(lanes).map(Lane::word).collect(Collectors.joining(",", "{", "}")),
                environment.value());
    }

    public void paused(boolean paused) throws SQLException {
        worker.change(
                "UPDATE organisation SET paused = ? WHERE id = ?", paused, organisation.value());
    }

    public void suppress(String address) throws SQLException {
        worker.run(
                "INSERT INTO suppression (id, organisation_id, address, reason) VALUES (?, ?, ?, 'manual')",
                id(),
                organisation.value(),
                address);
    }

    /// A mail in the making. Whatever was set up until now becomes visible to the worker at once,
    /// so that no mail is decided about by half of it.
    public MailDraft mail() throws SQLException {
        publish();
        return new MailDraft(this);
    }

    /// Tells the processes that settings have changed.
    public synchronized void publish() throws SQLException {
        if (changed) {
            worker.settingsChanged();
            changed = false;
        }
    }

    public MailDetail read(EmailId id) throws SQLException {
        return worker.reader().find(organisation, id).orElseThrow();
    }

    public List<TimelineEvent> timeline(EmailId id) throws SQLException {
        return worker.reader().timeline(organisation, id, null, 1_000);
    }

    public dev.mailswitch.ledger.Cancelling.Result cancel(EmailId id) throws SQLException {
        return worker.cancelling().cancel(organisation, id);
    }
}
