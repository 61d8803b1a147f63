@NullMarked
package dev.mailswitch.provider.mailjet;

import org.jspecify.annotations.NullMarked;
