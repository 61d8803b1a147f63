/// An installation on one machine: PostgreSQL, Kafka, api-service and delivery-worker, each a
/// process of its own that outlives who started it; what `deploy/local/up`, `down` and `status`
/// run.
///
/// [dev.mailswitch.local.Installation] starts, stops, kills and watches single parts, for `up` and
/// for the system tests alike. The services are seen from outside only: their jars, their
/// environment variables, their HTTP. No business rule lives here.
@NullMarked
package dev.mailswitch.local;

import org.jspecify.annotations.NullMarked;
