/// Tests of the shell's parts that stand by themselves.
@NullMarked
package dev.mailswitch.delivery.dispatch;

import org.jspecify.annotations.NullMarked;
