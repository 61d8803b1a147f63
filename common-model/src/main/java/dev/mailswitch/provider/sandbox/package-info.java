/// The sandbox provider's pure half: what it answers and reports later, as the recipient's address
/// asks. It delivers nowhere. May use the model and `provider`; no clock, no randomness, no I/O.
@NullMarked
package dev.mailswitch.provider.sandbox;

import org.jspecify.annotations.NullMarked;
