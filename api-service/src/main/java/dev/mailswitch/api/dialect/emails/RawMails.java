package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.dialect.Budget;
import dev.mailswitch.compose.ComposedMail;
import dev.mailswitch.compose.Copies;
import dev.mailswitch.compose.MimeComposer;
import dev.mailswitch.compose.Remade;
import dev.mailswitch.compose.Sending;
import dev.mailswitch.compose.dkim.DkimKey;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.ledger.Contents;
import dev.mailswitch.ledger.reading.Origin;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.signing.SigningKeys;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Composes what went out once more. Holds no connection while it does: each reading has one for
/// itself, and memory is taken before anything large is read.
@Singleton
class RawMails {

    private static final Logger LOG = LoggerFactory.getLogger(RawMails.class);

    /// Bodies up to this come with the first look.
    private static final int SMALL = 16 * 1024;

    private final Contents contents;
    private final RawWriters writers;
    private final SigningKeys keys;
    private final LiveDirectory directory;
    private final Budget memory;

    RawMails(
            Contents contents,
            RawWriters writers,
            SigningKeys keys,
            LiveDirectory directory,
            RawConfig config) {
        this.contents = contents;
        this.writers = writers;
        this.keys = keys;
        this.directory = directory;
        this.memory =
                new Budget(
                        config.memory()
                                .map(MemorySize::asLongValue)
                                .orElseGet(() -> Runtime.getRuntime().maxMemory() / 8));
    }

    /// What came of it.
    sealed interface Made {

        /// @param how word of the header that says how close it is to what went out
        record Shown(ComposedMail mail, String how) implements Made {}

        record Refused(RawRefusal refusal) implements Made {}
    }

    /// Room for one mail; to be closed when its client has it, whatever happened.
    ReadingRoom room() {
        return new ReadingRoom(memory);
    }

    /// @param attempt one of the mail's
    Made make(Origin origin, Origin.Attempt attempt, ReadingRoom room) throws SQLException {
        if (attempt.renderer() != MimeComposer.RENDERER) {
            return new Made.Refused(
                    attempt.renderer() < MimeComposer.RENDERER
                            ? new RawRefusal.Outdated(attempt.renderer(), MimeComposer.RENDERER)
                            : new RawRefusal.Newer(attempt.renderer()));
        }
        Optional<Contents.Look> look =
                contents.look(origin.id(), origin.retentionDays(), origin.subject(), SMALL);
        if (look.isEmpty()) {
            return contentGone();
        }
        if (!room.take(look.get().bytes())) {
            return new Made.Refused(new RawRefusal.NoRoom());
        }
        Optional<Content> content =
                look.get().whole()
                        ? Optional.of(look.get().content())
                        : contents.find(origin.id(), origin.retentionDays(), origin.subject());
        if (content.isEmpty()) {
            return contentGone();
        }
        Optional<Map<String, byte[]>> files =
                contents.files(origin.organisation(), content.get().attachments());
        if (files.isEmpty()) {
            return new Made.Refused(new RawRefusal.ContentGone("A file of the mail"));
        }
        Sending sending = origin.sending(attempt);
        Made made = made(remade(sending, content.get(), files.get(), attempt));
        if (made instanceof Made.Shown shown) {
            room.composed(shown.mail().size());
        }
        return made;
    }

    private Remade remade(
            Sending sending, Content content, Map<String, byte[]> files, Origin.Attempt attempt) {
        @Nullable DkimKey key = key(sending);
        Remade remade = new Remade.Other();
        for (Copies writer : writers.all()) {
            remade =
                    Remade.of(
                            writer.letter(sending, content, key),
                            sha256 -> Objects.requireNonNull(files.get(sha256)),
                            attempt.checksum());
            // What everybody gets has no links of ours.
            if (!(remade instanceof Remade.Other) || sending.only() == null) {
                return remade;
            }
        }
        return remade;
    }

    private static Made made(Remade remade) {
        return switch (remade) {
            case Remade.Exact exact -> new Made.Shown(exact.mail(), "exact");
            case Remade.Unsigned unsigned -> new Made.Shown(unsigned.mail(), "unsigned");
            case Remade.Unproven unproven -> new Made.Shown(unproven.mail(), "unproven");
            case Remade.Other other -> new Made.Refused(new RawRefusal.Changed());
        };
    }

    private static Made contentGone() {
        return new Made.Refused(new RawRefusal.ContentGone("What the mail said"));
    }

    /// The one that signed at that time, if it is still there.
    private @Nullable DkimKey key(Sending sending) {
        try {
            return directory
                    .now()
                    .domain(sending.organisation(), sending.from().asciiDomain())
                    .flatMap(domain -> keys.of(domain, sending.started()))
                    .orElse(null);
        } catch (IllegalStateException sealed) {
            LOG.warn("a DKIM key of {} does not open", sending.from().asciiDomain(), sealed);
            return null;
        }
    }
}
