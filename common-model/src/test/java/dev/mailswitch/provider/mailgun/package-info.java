@NullMarked
package dev.mailswitch.provider.mailgun;

import org.jspecify.annotations.NullMarked;
