/// The Flute door: `/v1/email` as `docs/doors/flute.md` documents it. Translates to and from
/// `accept` and the ledger's reading; a stranger to all other doors.
@NullMarked
package dev.mailswitch.api.dialect.flute;

import org.jspecify.annotations.NullMarked;
