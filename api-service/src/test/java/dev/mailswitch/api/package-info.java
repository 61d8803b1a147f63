@NullMarked
package dev.mailswitch.api;

import org.jspecify.annotations.NullMarked;
