/// What keeps the work list moving: the dispatcher that brings due mails into Kafka, fairly over
/// environments; the sweeper that takes over from workers that are gone; the relay that carries
/// events out; gauges of all that; and [Loop], on which they and others turn. May touch the ledger,
/// the directory, Kafka and what dispatch tells of its pace; decides nothing about a mail.
@NullMarked
package dev.mailswitch.delivery.worklist;

import org.jspecify.annotations.NullMarked;
