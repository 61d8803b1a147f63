package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.ledger.Contents;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Content;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// What a call reads of its mail; empty is what is no longer kept.
interface MailContents {

    Optional<Contents.Look> look(EmailId id, int retentionDays, String subject, int small)
            throws SQLException;

    Optional<Content> find(EmailId id, int retentionDays, String subject) throws SQLException;

    /// By the SHA-256 of their bytes; empty if one of them is missing.
    Optional<Map<String, byte[]>> files(
            OrganisationId organisation, Collection<Attachment> attachments) throws SQLException;

    static MailContents of(Contents contents) {
        return new MailContents() {
            @Override
            public Optional<Contents.Look> look(
                    EmailId id, int retentionDays, String subject, int small) throws SQLException {
                return contents.look(id, retentionDays, subject, small);
            }

            @Override
            public Optional<Content> find(EmailId id, int retentionDays, String subject)
                    throws SQLException {
                return contents.find(id, retentionDays, subject);
            }

            @Override
            public Optional<Map<String, byte[]>> files(
                    OrganisationId organisation, Collection<Attachment> attachments)
                    throws SQLException {
                return contents.files(organisation, attachments);
            }
        };
    }
}
