/// Tests of the reading of refusals.
@NullMarked
package dev.mailswitch.delivery.bounce;

import org.jspecify.annotations.NullMarked;
