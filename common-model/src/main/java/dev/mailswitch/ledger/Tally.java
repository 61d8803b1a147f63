package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.TemplateId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.mail.Address;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Adds events up in memory: by hour, environment and dimension.
final class Tally {

    /// Something that happened, with what is counted about it.
    ///
    /// @param addresses  of the recipients it is about: one, or all of a mail that was accepted
    /// @param tags       of the mail
    /// @param template   the mail was made of, or null
    /// @param provider   of the attempt it speaks of, if it speaks of one
    /// @param bot        an opening or a click that no person made
    /// @param acceptance the mail was accepted with it
    record Fact(
            OrganisationId organisation,
            EnvironmentId environment,
            Instant at,
            EventType type,
            List<String> addresses,
            List<String> tags,
            @Nullable TemplateId template,
            @Nullable ProviderId provider,
            boolean bot,
            boolean acceptance) {}

    /// Where a sum belongs.
    record Place(
            OrganisationId organisation,
            Instant hour,
            Dimension dimension,
            EnvironmentId environment,
            String value) {}

    /// In the order of the table's key, so that two writers would not wait for each other in a ring.
    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::organisation)
                    .thenComparing(Place::dimension)
                    .thenComparing(Place::hour)
                    .thenComparing(Place::environment)
                    .thenComparing(Place::value);

    private final Map<Place, Sums> sums = new TreeMap<>(ORDER);

    void add(Fact fact) {
        Sums each = worth(fact);
        if (each.equals(Sums.NONE)) {
            return;
        }
        int recipients = fact.addresses().size();
        put(fact, Dimension.ENVIRONMENT, "", each.times(recipients));
        for (String tag : fact.tags().stream().distinct().toList()) {
            put(fact, Dimension.TAG, tag, each.times(recipients));
        }
        if (fact.template() != null) {
            put(fact, Dimension.TEMPLATE, fact.template().toString(), each.times(recipients));
        }
        if (fact.provider() != null) {
            put(fact, Dimension.PROVIDER, fact.provider().toString(), each.times(recipients));
        }
        for (String address : fact.addresses()) {
            put(fact, Dimension.DOMAIN, Address.stored(address, null).asciiDomain(), each);
        }
    }

    private void put(Fact fact, Dimension dimension, String value, Sums more) {
        Instant hour = fact.at().truncatedTo(ChronoUnit.HOURS);
        sums.merge(
                new Place(fact.organisation(), hour, dimension, fact.environment(), value),
                more,
                Sums::plus);
    }

    /// What one recipient of it counts.
    private static Sums worth(Fact fact) {
        return switch (fact.type()) {
            case SCHEDULED, QUEUED ->
                    fact.acceptance() ? new Sums(1, 0, 0, 0, 0, 0, 0, 0, 0) : Sums.NONE;
            case SENT -> new Sums(0, 1, 0, 0, 0, 0, 0, 0, 0);
            case DELIVERED -> new Sums(0, 0, 1, 0, 0, 0, 0, 0, 0);
            case BOUNCED -> new Sums(0, 0, 0, 1, 0, 0, 0, 0, 0);
            case FAILED -> new Sums(0, 0, 0, 0, 1, 0, 0, 0, 0);
            case OPENED -> fact.bot() ? Sums.NONE : new Sums(0, 0, 0, 0, 0, 1, 0, 0, 0);
            case CLICKED -> fact.bot() ? Sums.NONE : new Sums(0, 0, 0, 0, 0, 0, 1, 0, 0);
            case COMPLAINED -> new Sums(0, 0, 0, 0, 0, 0, 0, 1, 0);
            case UNSUBSCRIBED -> new Sums(0, 0, 0, 0, 0, 0, 0, 0, 1);
            case DELIVERING, DELAYED, CANCELLED, REROUTED -> Sums.NONE;
        };
    }

    /// The sums so far, in the order of their table's key.
    List<Map.Entry<Place, Sums>> sums() {
        return List.copyOf(sums.entrySet());
    }
}
