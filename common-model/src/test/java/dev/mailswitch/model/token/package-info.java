@NullMarked
package dev.mailswitch.model.token;

import org.jspecify.annotations.NullMarked;
