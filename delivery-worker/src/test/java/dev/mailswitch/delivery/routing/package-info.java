/// Tests of the failover engine.
@NullMarked
package dev.mailswitch.delivery.routing;

import org.jspecify.annotations.NullMarked;
