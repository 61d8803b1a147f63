/// Tests of the local installation, and of the whole system through it.
@NullMarked
package dev.mailswitch.local;

import org.jspecify.annotations.NullMarked;
