/// DKIM signatures (RFC 6376, RFC 8301) over the bytes that were composed. Own code, because the
/// libraries want a mail as an object of theirs, parsed again from the bytes we have just made.
/// Pure, and knows nobody.
@NullMarked
package dev.mailswitch.compose.dkim;

import org.jspecify.annotations.NullMarked;
