/// Words for people about what failed.
@NullMarked
package dev.mailswitch.words;

import org.jspecify.annotations.NullMarked;
