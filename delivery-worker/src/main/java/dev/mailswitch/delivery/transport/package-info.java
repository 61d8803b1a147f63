/// What every way out of the house shares: the guard that checks where an outgoing call really
/// goes. The senders themselves stand beside it (HTTP, sandbox) or in their own package (`smtp`).
///
/// Touches the network, and nothing else: no ledger, no configuration, no other room.
@NullMarked
package dev.mailswitch.delivery.transport;

import org.jspecify.annotations.NullMarked;
