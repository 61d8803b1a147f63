/// The `mailswitch` command. A plain program: nothing is loaded that a command does not use, so
/// that it starts in a fraction of a second. Uses the pure rooms of common-model.
@NullMarked
package dev.mailswitch.cli;

import org.jspecify.annotations.NullMarked;
