@NullMarked
package dev.mailswitch.provider.sendgrid;

import org.jspecify.annotations.NullMarked;
