/// Puts the worker together and takes it down again; the health checks that tell whether it stands.
/// Knows every room, and no room knows this one.
@NullMarked
package dev.mailswitch.delivery.boot;

import org.jspecify.annotations.NullMarked;
