/// How well each provider does, and for whom: results go in, gates come out. What decides is pure
/// ([Breaker], [Evidence], [Blame], [Silences]). [SharedHealth] is the shell that shares breakers with
/// the other workers through the table `breaker` (changed by compare-and-set) and [HealthNews];
/// [SilenceWatch] is the one that listens, for all workers, to what providers report.
@NullMarked
package dev.mailswitch.delivery.health;

import org.jspecify.annotations.NullMarked;
