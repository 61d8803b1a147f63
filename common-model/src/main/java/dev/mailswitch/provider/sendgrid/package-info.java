/// SendGrid: [API](https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send).
@NullMarked
package dev.mailswitch.provider.sendgrid;

import org.jspecify.annotations.NullMarked;
