/// Asks providers whether their accounts can be used, and the Froms of environments at them, and
/// writes down what they say. One worker at a time does; nothing here is on the way of a mail, and
/// no breaker hears of it.
@NullMarked
package dev.mailswitch.delivery.readiness;

import org.jspecify.annotations.NullMarked;
