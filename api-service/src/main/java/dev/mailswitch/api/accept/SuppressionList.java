package dev.mailswitch.api.accept;

import dev.mailswitch.ledger.Batcher;
import dev.mailswitch.ledger.LedgerBusy;
import dev.mailswitch.ledger.LedgerUnavailable;
import dev.mailswitch.ledger.Suppressions;
import dev.mailswitch.ledger.Suppressions.Asked;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Recipient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Who of a mail's recipients is on the suppression list. Asked for every mail, so questions that
/// come together are asked together, in one statement.
@Singleton
class SuppressionList {

    /// What is weighed is addresses: a statement about ten thousands of them keeps everybody waiting.
    private static final Batcher.Limits LIMITS =
            new Batcher.Limits(500, 5_000, Long.MAX_VALUE, 2, 4_000);

    private final Batcher<List<Asked>, Map<Asked, Suppressions.Reason>> batcher;

    SuppressionList(DataSource readers) {
        this.batcher =
                new Batcher<>("suppression", readers, LIMITS, List::size, SuppressionList::ask);
    }

    /// The positions of those who get no mail of this environment, and why, in order.
    Map<Integer, Suppressed> among(
            OrganisationId organisation, EnvironmentId environment, List<Recipient> recipients)
            throws LedgerBusy, LedgerUnavailable, InterruptedException {
        List<Asked> asked =
                recipients.stream()
                        .map(r -> new Asked(organisation, environment, r.address()))
                        .toList();
        Map<Asked, Suppressions.Reason> found = batcher.submit(asked);
        Map<Integer, Suppressed> suppressed = new TreeMap<>();
        for (Recipient recipient : recipients) {
            Suppressions.@Nullable Reason reason = found.get(asked.get(recipient.position()));
            if (reason != null) {
                suppressed.put(recipient.position(), Suppressed.of(reason));
            } else if (scripted(recipient.address())) {
                suppressed.put(recipient.position(), Suppressed.MANUAL);
            }
        }
        return suppressed;
    }

    /// The sandbox's address that is always as if on the list.
    private static boolean scripted(Address address) {
        return address.domain().equals("sandbox.test")
                && address.local().replaceFirst("\\+.*", "").equalsIgnoreCase("suppressed");
    }

    private static List<Map<Asked, Suppressions.Reason>> ask(
            Connection connection, List<List<Asked>> questions) throws SQLException {
        List<Asked> all = questions.stream().flatMap(List::stream).toList();
        return Collections.nCopies(questions.size(), Suppressions.reasons(connection, all));
    }

    @PreDestroy
    void close() {
        batcher.close();
    }
}
