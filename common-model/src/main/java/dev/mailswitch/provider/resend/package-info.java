/// Resend: [API](https://resend.com/docs/api-reference/emails/send-email).
@NullMarked
package dev.mailswitch.provider.resend;

import org.jspecify.annotations.NullMarked;
