package dev.mailswitch.ledger;

import dev.mailswitch.model.id.OrganisationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Attached files, stored once by organisation and digest. A file is kept until nobody refers to
/// it: its row says how long, and is moved on at most once a day, however many mails use it. A mail
/// that brings no bytes for one of its files refers to what another mail brought.
final class Files {

    private static final HexFormat HEX = HexFormat.of();

    /// Content may outlive its class while a mail waits: scheduled 30 days ahead, sent, 72 hours.
    private static final Duration SLACK = Duration.ofDays(37);

    private Files() {}

    /// @param bytes null for one that is there already
    private record File(
            OrganisationId organisation,
            String sha256,
            byte @Nullable [] bytes,
            Instant keepUntil) {

        /// The same file in another mail: the bytes of whoever has them, for as long as either wants.
        File and(File other) {
            return new File(
                    organisation,
                    sha256,
                    bytes != null ? bytes : other.bytes,
                    keepUntil.isAfter(other.keepUntil) ? keepUntil : other.keepUntil);
        }
    }

    /// Stores the files of a batch that are not there yet.
    static void store(Connection connection, List<NewMail> mails, Instant now) throws SQLException {
        Map<String, File> once = new TreeMap<>();
        mails.forEach(
                mail ->
                        mail.content()
                                .attachments()
                                .forEach(
                                        file ->
                                                once.merge(
                                                        mail.organisationId() + file.sha256(),
                                                        file(mail, file.sha256(), now),
                                                        File::and)));
        for (File file : once.values()) {
            // One by one: they are large, few, and mostly there already.
            if (!kept(connection, file)) {
                if (file.bytes() == null) {
                    extend(
                            connection,
                            file.organisation(),
                            List.of(file.sha256()),
                            file.keepUntil());
                } else {
                    insert(connection, file, file.bytes());
                }
            }
        }
    }

    private static File file(NewMail mail, String sha256, Instant now) {
        return new File(
                mail.organisationId(), sha256, mail.files().get(sha256), keepUntil(mail, now));
    }

    /// Keeps files for longer; those that are kept as long stay as they are.
    static void extend(
            Connection connection, OrganisationId organisation, List<String> digests, Instant until)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        UPDATE attachment SET keep_until = greatest(keep_until, ?::timestamptz)
                         WHERE organisation_id = ? AND sha256 = ?\
                        """)) {
            // In the order in which they are stored.
            for (String digest : digests.stream().distinct().sorted().toList()) {
                statement.setString(1, until.toString());
                statement.setObject(2, organisation.value());
                statement.setBytes(3, HEX.parseHex(digest));
                statement.executeUpdate();
            }
        }
    }

    private static Instant keepUntil(NewMail mail, Instant now) {
        return now.plus(Duration.ofDays(mail.retentionDays())).plus(SLACK);
    }

    private static boolean kept(Connection connection, File file) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        SELECT 1 FROM attachment
                         WHERE organisation_id = ? AND sha256 = ?
                           AND keep_until > ?::timestamptz - interval '1 day'
                           AND keep_until > now() + interval '1 day'\
                        """)) {
            statement.setObject(1, file.organisation().value());
            statement.setBytes(2, HEX.parseHex(file.sha256()));
            statement.setString(3, file.keepUntil().toString());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void insert(Connection connection, File file, byte[] bytes) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        INSERT INTO attachment (organisation_id, sha256, size, bytes, keep_until)
                        VALUES (?, ?, ?, ?, ?::timestamptz)
                            ON CONFLICT (organisation_id, sha256) DO UPDATE
                           SET keep_until = greatest(attachment.keep_until, excluded.keep_until)\
                        """)) {
            statement.setObject(1, file.organisation().value());
            statement.setBytes(2, HEX.parseHex(file.sha256()));
            statement.setLong(3, bytes.length);
            statement.setBytes(4, bytes);
            statement.setString(5, file.keepUntil().toString());
            statement.executeUpdate();
        }
    }
}
