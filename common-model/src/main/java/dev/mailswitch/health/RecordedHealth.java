package dev.mailswitch.health;

import dev.mailswitch.ledger.LoweredWeights;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.routing.Gate;
import dev.mailswitch.routing.HealthView;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// Health as the tables `breaker` and `silence` have it at one moment: what all workers share, and so
/// what is shut, and which provider has lost weight because it has fallen silent. And what workers
/// have noted of providers that begin to fail or are slow: each has cut their weight by what it has
/// seen itself, so here it is cut by the mean. What they see of some domain alone they do not note.
///
/// A breaker whose probe is due is still shut: the next mail of some worker will be its probe, and
/// which one nobody can tell.
public final class RecordedHealth implements HealthView {

    /// In the column `scope`, beside the places of [Scope]: a provider that asked to slow down, until
    /// `probe_at`. Such a row may be left over from a time that has passed.
    public static final short THROTTLE = 100;

    private final Map<Key, Shut> shut;
    private final Map<ProviderId, Silence> silences;
    private final Map<ProviderId, Gate.Open> lowered;
    private final Instant now;

    /// @param scope  place of a [Scope], or [#THROTTLE]
    /// @param domain in ASCII; empty for the whole provider
    private record Key(ProviderId provider, short scope, String domain) {}

    private record Shut(Instant until, String why) {}

    private RecordedHealth(
            Map<Key, Shut> shut,
            Map<ProviderId, Silence> silences,
            Map<ProviderId, Gate.Open> lowered,
            Instant now) {
        this.shut = Map.copyOf(shut);
        this.silences = Map.copyOf(silences);
        this.lowered = Map.copyOf(lowered);
        this.now = now;
    }

    /// Reads what stands between some mails and some providers.
    ///
    /// @param domains of the mails' senders and recipients, in ASCII
    public static RecordedHealth read(
            Connection connection,
            Collection<ProviderId> providers,
            Collection<String> domains,
            Instant now)
            throws SQLException {
        Set<String> asked = new HashSet<>(domains);
        asked.add("");
        Map<Key, Shut> shut = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT provider_id, scope, domain, probe_at, reason FROM breaker
                         WHERE provider_id = ANY (?) AND domain = ANY (?)\
                        """)) {
            Object[] ids = providers.stream().map(ProviderId::value).toArray();
            select.setArray(1, connection.createArrayOf("uuid", ids));
            select.setArray(2, connection.createArrayOf("text", asked.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    shut.put(
                            new Key(
                                    new ProviderId(row.getObject(1, UUID.class)),
                                    row.getShort(2),
                                    row.getString(3)),
                            new Shut(
                                    row.getObject(4, OffsetDateTime.class).toInstant(),
                                    row.getString(5)));
                }
            }
        }
        return new RecordedHealth(
                shut, Silence.read(connection), LoweredWeights.read(connection, providers), now);
    }

    @Override
    public Gate gate(ProviderId provider, String senderDomain, String recipientDomain) {
        Shut throttle = shut.get(new Key(provider, THROTTLE, ""));
        if (throttle != null && throttle.until().isAfter(now)) {
            return new Gate.Shut(throttle.until(), throttle.why());
        }
        return Stream.of(
                        new Key(provider, code(Scope.PROVIDER), ""),
                        new Key(provider, code(Scope.SENDER_DOMAIN), senderDomain),
                        new Key(provider, code(Scope.RECIPIENT_DOMAIN), recipientDomain))
                .map(shut::get)
                .filter(Objects::nonNull)
                .max(Comparator.comparing(Shut::until))
                .<Gate>map(last -> new Gate.Shut(later(last.until()), last.why()))
                .orElseGet(() -> open(provider));
    }

    private Gate open(ProviderId provider) {
        Silence silence = silences.get(provider);
        Gate.Open cut = lowered.getOrDefault(provider, Gate.FULLY_OPEN);
        return silence == null ? cut : silence.gate().and(cut);
    }

    private Instant later(Instant until) {
        return until.isBefore(now) ? now : until;
    }

    private static short code(Scope scope) {
        return (short) scope.ordinal();
    }
}
