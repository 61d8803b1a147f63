/// The sandbox provider's I/O: keeps what it got and reports later what the address asks for. What
/// it answers is decided by `provider.sandbox`. Writes its own three tables and nothing else.
@NullMarked
package dev.mailswitch.delivery.transport.sandbox;

import org.jspecify.annotations.NullMarked;
