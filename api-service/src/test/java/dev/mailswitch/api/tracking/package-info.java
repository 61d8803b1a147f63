@NullMarked
package dev.mailswitch.api.tracking;

import org.jspecify.annotations.NullMarked;
