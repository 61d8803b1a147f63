/// The only code that writes a mail's state: accept, claim, settle, feedback, the work list, the
/// leaves. Plain JDBC, set-based, in group commits; hot statements name the leaf table. Whoever
/// changes a mail locks its recipients in order, then its work row, and decides from the rows just
/// locked. May touch model, provider and directory; knows neither Kafka nor HTTP nor the clock of
/// this machine.
@NullMarked
package dev.mailswitch.ledger;

import org.jspecify.annotations.NullMarked;
