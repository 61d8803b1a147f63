/// The native door: `/api/v1/emails`, described at `/q/openapi`. Translates to and from
/// `accept` and the ledger's reading; a stranger to all other doors.
@NullMarked
package dev.mailswitch.api.dialect.emails;

import org.jspecify.annotations.NullMarked;
