@NullMarked
package dev.mailswitch.provider.resend;

import org.jspecify.annotations.NullMarked;
