/// EmailMassivo's door: `/api/v1/external-mails` as `docs/doors/emailmassivo.md` documents it.
/// Translates to and from `accept` and the ledger's reading; a stranger to all other doors.
@NullMarked
package dev.mailswitch.api.dialect.emailmassivo;

import org.jspecify.annotations.NullMarked;
