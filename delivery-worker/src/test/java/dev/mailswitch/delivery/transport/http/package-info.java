@NullMarked
package dev.mailswitch.delivery.transport.http;

import org.jspecify.annotations.NullMarked;
