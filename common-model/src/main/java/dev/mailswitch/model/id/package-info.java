/// Identifiers as types, so that one is never passed for another. Pure values.
@NullMarked
package dev.mailswitch.model.id;

import org.jspecify.annotations.NullMarked;
