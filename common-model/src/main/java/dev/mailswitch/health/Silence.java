package dev.mailswitch.health;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.routing.Gate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// A provider that accepts mails as before and no longer reports what became of them, while others
/// do: a row of the table `silence`. It may deliver all the same, so nothing is shut; it gets few
/// mails until it is heard again.
///
/// @param since when the first of the mails was accepted that nothing was reported of
public record Silence(ProviderId provider, Instant since) {

    /// The share of its weight that a silent provider keeps: enough to hear when it reports again.
    public static final double WEIGHT_FACTOR = 0.1;

    /// As an attempt and an explanation say it.
    public String words() {
        return "silent since " + since.truncatedTo(ChronoUnit.SECONDS);
    }

    /// What is left of its weight.
    public Gate.Open gate() {
        return new Gate.Open(WEIGHT_FACTOR, words());
    }

    /// All there are now.
    public static Map<ProviderId, Silence> read(Connection connection) throws SQLException {
        Map<ProviderId, Silence> silences = new HashMap<>();
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT provider_id, since FROM silence");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                ProviderId provider = new ProviderId(row.getObject(1, UUID.class));
                Instant since = row.getObject(2, OffsetDateTime.class).toInstant();
                silences.put(provider, new Silence(provider, since));
            }
        }
        return silences;
    }
}
