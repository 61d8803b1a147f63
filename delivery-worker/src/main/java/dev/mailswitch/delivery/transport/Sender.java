package dev.mailswitch.delivery.transport;

import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Checksum;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.Readiness;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The way out through one provider, as the dispatcher sees it: a place is reserved first, inside
/// the claim, so that a mail in hand never queues for a connection.
public interface Sender extends AutoCloseable {

    /// A place for one call, or nothing when all are taken.
    Optional<Place> tryReserve();

    /// Places that are free now.
    int free();

    /// A question takes at most about so long, from the name look-up to the answer; what does not come
    /// by then has not been answered, and the sender says where it hung.
    Duration ASKING = Duration.ofSeconds(15);

    /// A round of questions to the provider. What it says to one may answer others of the same round.
    Questions questions();

    /// Ends connections that wait; calls under way are finished.
    @Override
    void close();

    /// Questions to the provider that are put one after another and soon. Each sends no mail, needs no
    /// place, has a connection of its own, and blocks until there is an answer or none will come.
    interface Questions {

        /// Whether the account can be used.
        Readiness account();

        /// Whether mail from an address may be sent through the account.
        ///
        /// @param returnPath the envelope's sender that such a mail would have, with its domain in
        ///     ASCII
        Readiness from(Address from, String returnPath);
    }

    /// The right to make one call.
    interface Place extends AutoCloseable {

        /// Makes the call and blocks until its end is known or sure not to become known.
        ///
        /// @param mayPass asked at the point of no return: no means that the mail is certainly not
        ///     handed over
        /// @return an answer for every position of the shipment
        /// @throws Uncomposable if the mail cannot be written
        Map<Integer, Answer> send(Shipment shipment, BooleanSupplier mayPass);

        /// Gives the place back; again does nothing.
        @Override
        void close();
    }

    /// What became of a recipient.
    ///
    /// @param asked whether it is the provider that said so, or that failed; false for what we
    ///     decided ourselves, which says nothing about the provider
    /// @param checksum of the mail as it was composed for the call; null if it was not
    record Answer(Outcome outcome, boolean asked, @Nullable Checksum checksum) {

        public Answer(Outcome outcome, boolean asked) {
            this(outcome, asked, null);
        }

        public static Answer ofProvider(Outcome outcome) {
            return new Answer(outcome, true);
        }

        public static Answer ours(Outcome outcome) {
            return new Answer(outcome, false);
        }

        /// The same about these bytes.
        public Answer about(Checksum composed) {
            return new Answer(outcome, asked, composed);
        }
    }
}
