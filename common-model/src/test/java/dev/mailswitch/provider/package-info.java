@NullMarked
package dev.mailswitch.provider;

import org.jspecify.annotations.NullMarked;
