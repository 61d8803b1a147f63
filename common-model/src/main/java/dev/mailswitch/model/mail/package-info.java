/// What a mail is: addresses, headers, content, attachments. Records that are valid from birth;
/// whatever reaches the rest of the house through them can be put into a header or a command line.
/// Pure: no clock, no randomness, no I/O.
@NullMarked
package dev.mailswitch.model.mail;

import org.jspecify.annotations.NullMarked;
