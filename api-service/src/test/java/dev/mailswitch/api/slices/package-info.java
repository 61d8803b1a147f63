@NullMarked
package dev.mailswitch.api.slices;

import org.jspecify.annotations.NullMarked;
