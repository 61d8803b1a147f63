/// Tests of the reading of refusals, and how often it is right.
@NullMarked
package dev.mailswitch.bounce;

import org.jspecify.annotations.NullMarked;
