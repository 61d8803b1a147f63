package dev.mailswitch.delivery.worklist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailswitch.ledger.EventLog;
import dev.mailswitch.ledger.RoleLease;
import dev.mailswitch.model.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/// Carries the events into their topic, in order, one process at a time. What a relay that dies had
/// sent and not noted is sent again; readers tell repeats by the event's id.
final class EventsRelay {

    private static final int BATCH = 1_000;

    /// A turn ends now and then, so that a long backlog is not taken for a loop that hangs.
    private static final int MOST_BATCHES = 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final EventLog log;
    private final RoleLease role;
    private final Producer<byte[], byte[]> producer;
    private volatile Duration lag = Duration.ZERO;

    EventsRelay(EventLog log, RoleLease role, Producer<byte[], byte[]> producer) {
        this.log = log;
        this.role = role;
        this.producer = producer;
    }

    /// Sends what there is; one turn a few times a second.
    void turn() throws SQLException, ExecutionException, InterruptedException {
        Optional<UUID> position = role.take();
        if (position.isEmpty()) {
            lag = Duration.ZERO;
            return;
        }
        UUID last = position.get();
        for (int batches = 0; batches < MOST_BATCHES; batches++) {
            Instant horizon = log.horizon();
            List<EventLog.Entry> entries = log.after(last, horizon, BATCH);
            if (entries.isEmpty()) {
                lag = Duration.ZERO;
                return;
            }
            lag = Duration.between(entries.getFirst().at(), horizon);
            send(entries);
            last = entries.getLast().id();
            if (!role.advance(last)) {
                return;
            }
            if (entries.size() < BATCH) {
                return;
            }
        }
    }

    /// How far the topic is behind the log; zero where another process relays.
    Duration lag() {
        return lag;
    }

    private void send(List<EventLog.Entry> entries)
            throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(entries.size());
        for (EventLog.Entry entry : entries) {
            byte[] key = entry.emailId().toString().getBytes(StandardCharsets.US_ASCII);
            sent.add(producer.send(new ProducerRecord<>(Topics.EVENTS, key, json(entry))));
        }
        for (Future<RecordMetadata> one : sent) {
            one.get();
        }
    }

    private static byte[] json(EventLog.Entry entry) {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", "1.0");
        json.put("id", entry.id().toString());
        json.put("type", entry.type().word());
        json.put("at", entry.at().toString());
        json.put("organisation_id", entry.organisationId().toString());
        json.put("email_id", entry.emailId().toString());
        json.put("recipient", entry.position());
        json.put("attempt", entry.attempt());
        try {
            JsonNode data = entry.data() == null ? null : JSON.readTree(entry.data());
            json.set("data", data);
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("an event's data are not JSON", bug);
        }
    }
}
