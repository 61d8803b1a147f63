/// The keys that sign the mail of verified domains: picked from the directory, opened once, kept
/// open in memory. May use the directory, sealing, and `compose.dkim`.
@NullMarked
package dev.mailswitch.signing;

import org.jspecify.annotations.NullMarked;
