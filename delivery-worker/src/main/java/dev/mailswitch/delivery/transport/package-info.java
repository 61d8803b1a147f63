/// The ways out of the house: what a way out is ([Sender]), the ones that are open ([Senders]), and
/// the guard that checks where an outgoing call really goes. SMTP and the sandbox have their own
/// packages below.
///
/// Knows providers, letters and outcomes; touches the network. The ledger and the dispatcher are
/// others' business.
@NullMarked
package dev.mailswitch.delivery.transport;

import org.jspecify.annotations.NullMarked;
