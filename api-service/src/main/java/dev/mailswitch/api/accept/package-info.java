/// THE door: a [Submission] in, [Answer] out. Every front door translates into it and answers from
/// it; it knows none of them. Checks what all doors share: environment, sender, recipients, times,
/// suppression, quota, idempotency; writes through the ledger.
@NullMarked
package dev.mailswitch.api.accept;

import org.jspecify.annotations.NullMarked;
