/// Tests of the keepers' parts that stand by themselves.
@NullMarked
package dev.mailswitch.delivery.worklist;

import org.jspecify.annotations.NullMarked;
