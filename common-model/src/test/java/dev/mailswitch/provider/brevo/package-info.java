@NullMarked
package dev.mailswitch.provider.brevo;

import org.jspecify.annotations.NullMarked;
