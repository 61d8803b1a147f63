/// A whole worker inside a test's JVM.
@NullMarked
package dev.mailswitch.delivery.boot;

import org.jspecify.annotations.NullMarked;
