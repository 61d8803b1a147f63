@NullMarked
package dev.mailswitch.crypto;

import org.jspecify.annotations.NullMarked;
