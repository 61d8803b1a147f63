/// One conformance suite for the SMTP client, run against GreenMail, Postfix and a scripted server,
/// and the failures that only the scripted server can be made to show.
@NullMarked
package dev.mailswitch.delivery.transport.smtp;

import org.jspecify.annotations.NullMarked;
