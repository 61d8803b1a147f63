package dev.mailswitch.delivery.worklist;

import dev.mailswitch.model.wire.Topics;
import dev.mailswitch.model.wire.Wake;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/// Puts wakes into the sends topics and waits until Kafka has them.
final class Announcer {

    private final Producer<byte[], byte[]> producer;

    Announcer(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /// @throws ExecutionException when Kafka did not take one of them; the low-water mark finds
    ///     those that are missing
    void announce(List<Wake> wakes) throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(wakes.size());
        for (Wake wake : wakes) {
            sent.add(producer.send(new ProducerRecord<>(Topics.sends(wake.lane()), wake.encode())));
        }
        for (Future<RecordMetadata> one : sent) {
            one.get();
        }
    }
}
