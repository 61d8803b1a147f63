/// Applies what providers report, from the feedback topic to the ledger.
@NullMarked
package dev.mailswitch.delivery.feedback;

import org.jspecify.annotations.NullMarked;
