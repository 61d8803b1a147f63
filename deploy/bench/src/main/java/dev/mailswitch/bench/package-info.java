/// Measures what Mailswitch costs. Each program starts its own servers through `deploy/stack`,
/// loads them for a bounded time, prints figures and stops them.
@NullMarked
package dev.mailswitch.bench;

import org.jspecify.annotations.NullMarked;
