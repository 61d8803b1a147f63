package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.lifecycle.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/// How far many mails have come, in one statement.
public final class HandoverReader {

    private final DataSource readers;

    public HandoverReader(DataSource readers) {
        this.readers = readers;
    }

    /// The statuses of the recipients of each of these mails, in order; mails that are not there
    /// are not in it.
    public Map<EmailId, List<Status>> statuses(Collection<EmailId> ids) throws SQLException {
        Map<EmailId, List<Status>> statuses = new HashMap<>();
        if (ids.isEmpty()) {
            return statuses;
        }
        // The bounds say nothing new; by them PostgreSQL finds the one leaf to look into.
        try (Connection connection = readers.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT email_id, status FROM recipient
                                 WHERE email_id = ANY(?) AND email_id >= ? AND email_id <= ?
                                 ORDER BY email_id, pos\
                                """)) {
            statement.setArray(
                    1,
                    connection.createArrayOf("uuid", ids.stream().map(EmailId::value).toArray()));
            statement.setObject(2, Collections.min(ids).value());
            statement.setObject(3, Collections.max(ids).value());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    statuses.computeIfAbsent(MailRows.id(row), id -> new ArrayList<>())
                            .add(Status.of(row.getInt(2)));
                }
            }
        }
        return statuses;
    }
}
