/// What travels over Kafka: versioned records, each with its encoding and golden files in the
/// tests. A reader takes newer minor versions and skips what it does not know; what it cannot read
/// it says so in a [Decoded], because an exception would stop a consumer for everybody.
/// Pure: no clock, no randomness, no I/O.
@NullMarked
package dev.mailswitch.model.wire;

import org.jspecify.annotations.NullMarked;
