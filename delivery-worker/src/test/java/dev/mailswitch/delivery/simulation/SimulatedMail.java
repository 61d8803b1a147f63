package dev.mailswitch.delivery.simulation;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.routing.Delivery;
import java.time.Instant;
import java.util.List;

/// A mail as the ledger has it.
///
/// @param refused its content is refused wherever it goes
record SimulatedMail(
        EmailId id,
        OrganisationId organisation,
        Address from,
        Lane lane,
        OnUnknown onUnknown,
        Instant created,
        Instant expires,
        boolean refused,
        List<SimulatedRecipient> recipients) {

    SimulatedMail {
        recipients = List.copyOf(recipients);
    }

    Delivery delivery(List<SimulatedRecipient> due) {
        return new Delivery(
                id,
                organisation,
                Installation.ENVIRONMENT,
                lane,
                created,
                expires,
                from,
                onUnknown,
                false,
                false,
                due.stream().map(SimulatedRecipient::pending).toList());
    }
}
