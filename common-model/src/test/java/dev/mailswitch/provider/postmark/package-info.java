@NullMarked
package dev.mailswitch.provider.postmark;

import org.jspecify.annotations.NullMarked;
