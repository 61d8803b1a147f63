/// Tests of the failover engine.
@NullMarked
package dev.mailswitch.routing;

import org.jspecify.annotations.NullMarked;
