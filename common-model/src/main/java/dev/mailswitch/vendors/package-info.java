/// Which vendors there are: the one place that knows all of them.
@NullMarked
package dev.mailswitch.vendors;

import org.jspecify.annotations.NullMarked;
