package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Contents;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import dev.mailswitch.provider.Provider;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what mails say, each when its call begins, under a budget of bytes that is taken before
/// anything large is read. The database's trouble is waited out here for a while: it is nobody's
/// fault, least of all the route's.
final class Letters {

    private static final Logger LOG = LoggerFactory.getLogger(Letters.class);

    /// Contents in memory at once, over all calls.
    static final int BUDGET_KIB = 96 * 1024;

    private static final int SMALL = ContentBudget.FLAT_KIB * 1024 / 4;
    private static final int MOST_TRIES = 20;

    /// Between tries, and for room in memory. Waiting costs a slot, and soon only of those that are
    /// for long calls.
    record Patience(Duration pause, Duration room) {
        static final Patience USUAL = new Patience(Duration.ofMillis(500), Duration.ofSeconds(30));
    }

    private final MailContents contents;
    private final ContentBudget budget;
    private final Patience patience;

    Letters(MailContents contents, ContentBudget budget, Patience patience) {
        this.contents = contents;
        this.budget = budget;
        this.patience = patience;
    }

    /// What came of reading.
    sealed interface Read {

        /// All of it; closing gives its room back.
        ///
        /// @param files by the SHA-256 of their bytes
        record Whole(Content content, Map<String, byte[]> files, ContentBudget.Room room)
                implements Read, AutoCloseable {
            @Override
            public void close() {
                room.close();
            }
        }

        /// Something of it is no longer kept.
        record Gone(String what) implements Read {}

        record NotNow(String why) implements Read {}
    }

    /// @param mayGoOn whether it still makes sense
    /// @throws SQLException when the database did not answer for long
    Read read(Claimable mail, Provider provider, BooleanSupplier mayGoOn)
            throws SQLException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return once(mail, provider);
            } catch (SQLException away) {
                if (tries >= MOST_TRIES || !mayGoOn.getAsBoolean()) {
                    throw away;
                }
                LOG.debug("content of {} is asked for again", mail.id(), away);
                Thread.sleep(patience.pause());
            }
        }
    }

    private Read once(Claimable mail, Provider provider) throws SQLException, InterruptedException {
        Optional<Contents.Look> look =
                contents.look(mail.id(), mail.retentionDays(), mail.subject(), SMALL);
        if (look.isEmpty()) {
            return new Read.Gone("its content is no longer kept");
        }
        long bytes = look.get().bytes() + shown(mail);
        Optional<ContentBudget.Room> room =
                budget.take(
                        provider.id(), ContentBudget.kib(provider.kind(), bytes), patience.room());
        if (room.isEmpty()) {
            return new Read.NotNow("no memory for its content");
        }
        boolean handedOver = false;
        try {
            Read read = whole(mail, look.get(), room.get());
            handedOver = read instanceof Read.Whole;
            return read;
        } finally {
            if (!handedOver) {
                room.get().close();
            }
        }
    }

    /// Octets of the recipients that the mail's header names.
    private static long shown(Claimable mail) {
        long octets = 0;
        for (Recipient recipient : mail.recipients()) {
            octets += recipient.kind() == RecipientKind.BCC ? 0 : recipient.address().octets();
        }
        return octets;
    }

    private Read whole(Claimable mail, Contents.Look look, ContentBudget.Room room)
            throws SQLException {
        Optional<Content> content =
                look.whole()
                        ? Optional.of(look.content())
                        : contents.find(mail.id(), mail.retentionDays(), mail.subject());
        if (content.isEmpty()) {
            return new Read.Gone("its content is no longer kept");
        }
        Optional<Map<String, byte[]>> files =
                contents.files(mail.organisationId(), content.get().attachments());
        if (files.isEmpty()) {
            return new Read.Gone("an attachment is no longer kept");
        }
        return new Read.Whole(content.get(), files.get(), room);
    }
}
