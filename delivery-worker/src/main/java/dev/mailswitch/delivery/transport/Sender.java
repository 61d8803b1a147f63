package dev.mailswitch.delivery.transport;

import dev.mailswitch.model.outcome.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The way out through one provider, as the dispatcher sees it: a place is reserved first, inside
/// the claim, so that a mail in hand never queues for a connection.
public interface Sender extends AutoCloseable {

    /// A place for one call, or nothing when all are taken.
    Optional<Place> tryReserve();

    /// Places that are free now.
    int free();

    /// Ends connections that wait; calls under way are finished.
    @Override
    void close();

    /// The right to make one call.
    interface Place extends AutoCloseable {

        /// Makes the call and blocks until its end is known or sure not to become known.
        ///
        /// @param mayPass asked at the point of no return: no means that the mail is certainly not
        ///     handed over
        /// @return an outcome for every position of the shipment
        Map<Integer, Outcome> send(Shipment shipment, BooleanSupplier mayPass);

        /// Gives the place back; again does nothing.
        @Override
        void close();
    }
}
