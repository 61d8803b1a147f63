/// Tests of readiness.
@NullMarked
package dev.mailswitch.delivery.readiness;

import org.jspecify.annotations.NullMarked;
