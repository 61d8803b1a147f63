/// Tests of health.
@NullMarked
package dev.mailswitch.delivery.health;

import org.jspecify.annotations.NullMarked;
