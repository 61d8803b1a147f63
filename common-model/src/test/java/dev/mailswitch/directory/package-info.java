@NullMarked
package dev.mailswitch.directory;

import org.jspecify.annotations.NullMarked;
