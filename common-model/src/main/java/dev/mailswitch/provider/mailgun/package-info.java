/// Mailgun: [API](https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun).
@NullMarked
package dev.mailswitch.provider.mailgun;

import org.jspecify.annotations.NullMarked;
