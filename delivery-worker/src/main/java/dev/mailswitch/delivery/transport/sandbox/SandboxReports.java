package dev.mailswitch.delivery.transport.sandbox;

import dev.mailswitch.ledger.RoleLease;
import dev.mailswitch.model.wire.Decoded;
import dev.mailswitch.model.wire.Feedback;
import dev.mailswitch.model.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/// Brings the sandbox's reports into the feedback topic when their time has come, as a vendor's
/// webhook would. A report sent twice is told by its key.
public final class SandboxReports {

    private static final int BATCH = 500;

    private final SandboxStore store;
    private final RoleLease role;
    private final Producer<byte[], byte[]> producer;

    public SandboxReports(SandboxStore store, RoleLease role, Producer<byte[], byte[]> producer) {
        this.store = store;
        this.role = role;
        this.producer = producer;
    }

    /// One turn, several a second.
    public void turn() throws SQLException, ExecutionException, InterruptedException {
        if (role.take().isEmpty()) {
            return;
        }
        List<SandboxStore.Due> due;
        do {
            due = store.due(BATCH);
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (SandboxStore.Due report : due) {
                sent.add(
                        producer.send(
                                new ProducerRecord<>(
                                        Topics.FEEDBACK, key(report), report.feedback())));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
            if (!due.isEmpty()) {
                store.reported(due.stream().map(SandboxStore.Due::id).toList());
            }
        } while (due.size() == BATCH);
    }

    private static byte[] key(SandboxStore.Due report) {
        String mail =
                Feedback.decode(report.feedback()) instanceof Decoded.Value<Feedback>(Feedback said)
                        ? said.emailId().toString()
                        : report.id().toString();
        return mail.getBytes(StandardCharsets.US_ASCII);
    }
}
