/// Words for people about what failed, and what no line of text may have in it.
@NullMarked
package dev.mailswitch.words;

import org.jspecify.annotations.NullMarked;
