/// Sealing of provider secrets at rest. Knows keys only as values handed in; does no I/O.
@NullMarked
package dev.mailswitch.crypto;

import org.jspecify.annotations.NullMarked;
