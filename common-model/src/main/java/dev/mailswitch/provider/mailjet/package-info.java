/// Mailjet: [Send API v3.1](https://dev.mailjet.com/email/guides/send-api-v31/).
@NullMarked
package dev.mailswitch.provider.mailjet;

import org.jspecify.annotations.NullMarked;
