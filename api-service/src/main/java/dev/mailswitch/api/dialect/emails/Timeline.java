package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.ledger.reading.TimelineEvent;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.provider.Provider;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A mail's events as the door shows them.
final class Timeline {

    /// Of a reroute: where the recipient was before.
    private static final String FROM_PROVIDER = "from_provider";

    /// A provider's report may be written a moment before the answer to its call. Times have
    /// milliseconds, and within one of them what leads to something else comes before it.
    private static final Comparator<TimelineEvent> CAUSAL =
            Comparator.comparing(TimelineEvent::at).thenComparing(event -> rank(event.type()));

    private Timeline() {}

    /// A page of events in the order of their ids, of which one more than `limit` was read.
    static Listing<EventView> page(List<TimelineEvent> events, int limit, Directory directory) {
        Listing<TimelineEvent> page = Listing.of(events, limit, TimelineEvent::id, event -> event);
        return new Listing<>(
                page.data().stream().sorted(CAUSAL).map(event -> view(event, directory)).toList(),
                page.nextCursor());
    }

    private static int rank(EventType type) {
        return switch (type) {
            case SCHEDULED -> 0;
            case QUEUED -> 1;
            case REROUTED -> 2;
            case DELIVERING -> 3;
            case SENT -> 4;
            case DELAYED -> 5;
            case DELIVERED, BOUNCED, FAILED, CANCELLED -> 6;
            case OPENED, CLICKED, COMPLAINED, UNSUBSCRIBED -> 7;
        };
    }

    private static EventView view(TimelineEvent event, Directory directory) {
        return new EventView(
                event.id().toString(),
                event.type().word(),
                Rfc3339.of(event.at()),
                event.recipient(),
                event.providerId() == null ? null : name(event.providerId(), directory),
                event.attempt(),
                named(event.dataJson(), directory));
    }

    /// The data with the name of a provider where the ledger has its id.
    private static @Nullable String named(@Nullable String json, Directory directory) {
        if (json == null || !json.contains(FROM_PROVIDER)) {
            return json;
        }
        try {
            JsonNode data = EmailsJson.MAPPER.readTree(json);
            if (data instanceof ObjectNode object) {
                ProviderId from = ProviderId.parse(object.path(FROM_PROVIDER).asText());
                object.put(FROM_PROVIDER, name(from, directory));
            }
            return EmailsJson.MAPPER.writeValueAsString(data);
        } catch (JsonProcessingException | IllegalArgumentException none) {
            return json;
        }
    }

    /// The id of one that is gone.
    static String name(ProviderId id, Directory directory) {
        return directory.provider(id).map(Provider::name).orElseGet(id::toString);
    }
}
