/// What keeps the work list moving: the dispatcher that brings due mails into Kafka, fairly over
/// environments; the sweeper that takes over from workers that are gone; the relay that carries
/// events out; the keeper of leaves. May touch the ledger and Kafka; decides nothing about a mail.
@NullMarked
package dev.mailswitch.delivery.worklist;

import org.jspecify.annotations.NullMarked;
