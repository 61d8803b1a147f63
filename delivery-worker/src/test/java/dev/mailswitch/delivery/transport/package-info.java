/// Tests of what every way out shares.
@NullMarked
package dev.mailswitch.delivery.transport;

import org.jspecify.annotations.NullMarked;
