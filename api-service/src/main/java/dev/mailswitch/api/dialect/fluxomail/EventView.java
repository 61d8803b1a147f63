package dev.mailswitch.api.dialect.fluxomail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.ledger.reading.RecordedEvent;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.SendId;
import dev.mailswitch.provider.Provider;

/// An event in the vendor's envelope.
///
/// @param type    as `email.sent`
/// @param created RFC 3339
/// @param data    `sendId`, `messageId`, `to`, `provider`, `attempt`, `smtpCode`, as far as they are
///     known, and what is on record of the event itself
record EventView(String id, String type, String created, ObjectNode data) {

    /// Of a reroute: where the recipient was before.
    private static final String FROM_PROVIDER = "from_provider";

    static EventView of(RecordedEvent event, Directory directory) {
        EventFacts facts = EventFacts.of(event);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("sendId", new SendId(event.emailId()).toString());
        if (event.messageId() != null) {
            data.put("messageId", event.messageId());
        }
        if (event.recipient() != null) {
            data.put("to", event.recipient());
        }
        if (event.providerId() != null) {
            data.put("provider", name(event.providerId(), directory));
        }
        if (event.attempt() != null) {
            data.put("attempt", event.attempt());
        }
        if (facts.smtpCode() != null) {
            data.put("smtpCode", Integer.parseInt(facts.smtpCode()));
        }
        data.setAll(facts.recorded());
        JsonNode from = data.get(FROM_PROVIDER);
        if (from != null) {
            data.put(FROM_PROVIDER, named(from.asText(), directory));
        }
        return new EventView(
                event.id().toString(), event.type().word(), Rfc3339.of(event.at()), data);
    }

    private static String named(String id, Directory directory) {
        try {
            return name(ProviderId.parse(id), directory);
        } catch (IllegalArgumentException none) {
            return id;
        }
    }

    /// The id of one that is gone.
    static String name(ProviderId id, Directory directory) {
        return directory.provider(id).map(Provider::name).orElseGet(id::toString);
    }
}
