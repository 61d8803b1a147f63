/// A real PostgreSQL and a real Kafka broker from Maven artifacts, for people and for tests alike.
///
/// PostgreSQL runs as a process of its own that outlives whoever started it; Kafka runs in a JVM,
/// either this one or one started by `Main`. Both keep their data, listen on the loopback address
/// only and survive being killed. This room knows nothing of the product that uses it: names,
/// ports and passwords are handed in.
@NullMarked
package dev.mailswitch.stack;

import org.jspecify.annotations.NullMarked;
