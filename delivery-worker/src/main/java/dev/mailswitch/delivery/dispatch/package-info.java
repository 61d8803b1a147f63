/// The shell around the failover engine: takes announcements from Kafka, claims and decides in one
/// transaction, calls the provider, settles. Every mail in hand has its places reserved before it
/// is claimed. May touch the ledger, routing, health, transport and compose.
@NullMarked
package dev.mailswitch.delivery.dispatch;

import org.jspecify.annotations.NullMarked;
