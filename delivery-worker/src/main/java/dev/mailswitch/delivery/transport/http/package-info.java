/// Calls of vendors' HTTP APIs: one sender for all of them. What is said and what answers mean is the
/// vendors' business (`dev.mailswitch.provider`); here it is carried, and told how far it came.
@NullMarked
package dev.mailswitch.delivery.transport.http;

import org.jspecify.annotations.NullMarked;
