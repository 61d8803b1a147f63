/// Tools that measure: load over HTTP, an SMTP sink that only counts, costs of the ledger. They
/// speak to an installation from outside, or call the ledger as the services do; no service knows
/// them.
@NullMarked
package dev.mailswitch.bench;

import org.jspecify.annotations.NullMarked;
