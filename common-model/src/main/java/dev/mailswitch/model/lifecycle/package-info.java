/// The states of a recipient, the moves between them, the fold of recipients into a mail, and the
/// words of the timeline. The ledger applies these rules to the rows it has locked. Pure.
@NullMarked
package dev.mailswitch.model.lifecycle;

import org.jspecify.annotations.NullMarked;
