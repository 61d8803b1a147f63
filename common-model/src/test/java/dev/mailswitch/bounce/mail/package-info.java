/// Tests of the reading of mails that come back.
@NullMarked
package dev.mailswitch.bounce.mail;

import org.jspecify.annotations.NullMarked;
