/// Tests of the command line.
@NullMarked
package dev.mailswitch.cli;

import org.jspecify.annotations.NullMarked;
