/// Reading mails for people: one mail with all its steps, its timeline, lists. Plain JDBC on the
/// readers' pool, through the parent tables with a bound on the id, newest first, never counting
/// and never locking. Writes nothing; every query is scoped by organisation. Knows `compose` by the
/// call whose bytes are to be made again.
@NullMarked
package dev.mailswitch.ledger.reading;

import org.jspecify.annotations.NullMarked;
