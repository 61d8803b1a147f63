/// The failover engine in a simulated world: three days of virtual time, providers that break in
/// every way, mails drawn by chance. What decides is the real thing (`routing`, `health`); time,
/// network, database and providers are simulated. See docs/architecture/simulation.md.
@NullMarked
package dev.mailswitch.delivery.simulation;

import org.jspecify.annotations.NullMarked;
