/// Tests of the feedback loop with a Kafka that is not there.
@NullMarked
package dev.mailswitch.delivery.feedback;

import org.jspecify.annotations.NullMarked;
