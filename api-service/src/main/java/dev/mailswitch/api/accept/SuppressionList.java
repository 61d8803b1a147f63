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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Who of a mail's recipients is on the suppression list. Asked for every mail, so questions that
/// come together are asked together, in one statement.
@Singleton
class SuppressionList {

    private static final Batcher.Limits LIMITS =
            new Batcher.Limits(500, Long.MAX_VALUE, Long.MAX_VALUE, 2, 4_000);

    private final Batcher<List<Asked>, Set<Asked>> batcher;

    SuppressionList(DataSource readers) {
        this.batcher =
                new Batcher<>("suppression", readers, LIMITS, List::size, SuppressionList::ask);
    }

    /// The positions of those who get no mail of this environment.
    Set<Integer> among(
            OrganisationId organisation, EnvironmentId environment, List<Recipient> recipients)
            throws LedgerBusy, LedgerUnavailable, InterruptedException {
        List<Asked> asked =
                recipients.stream()
                        .map(r -> new Asked(organisation, environment, r.address()))
                        .toList();
        Set<Asked> found = batcher.submit(asked);
        return recipients.stream()
                .filter(r -> found.contains(asked.get(r.position())) || scripted(r.address()))
                .map(Recipient::position)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The sandbox's address that is always as if on the list.
    private static boolean scripted(Address address) {
        return address.domain().equals("sandbox.test")
                && address.local().replaceFirst("\\+.*", "").equalsIgnoreCase("suppressed");
    }

    private static List<Set<Asked>> ask(Connection connection, List<List<Asked>> questions)
            throws SQLException {
        List<Asked> all = questions.stream().flatMap(List::stream).toList();
        Set<Asked> found = Suppressions.among(connection, all);
        List<Set<Asked>> answers = new ArrayList<>();
        for (List<Asked> question : questions) {
            answers.add(found.isEmpty() ? Set.of() : found);
        }
        return answers;
    }

    @PreDestroy
    void close() {
        batcher.close();
    }
}
