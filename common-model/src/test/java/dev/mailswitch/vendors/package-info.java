@NullMarked
package dev.mailswitch.vendors;

import org.jspecify.annotations.NullMarked;
