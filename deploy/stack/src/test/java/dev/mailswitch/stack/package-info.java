/// Tests of the stack: against the real servers, killed as they may be killed.
@NullMarked
package dev.mailswitch.stack;

import org.jspecify.annotations.NullMarked;
