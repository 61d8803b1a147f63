/// Postmark: [API](https://postmarkapp.com/developer/api/email-api).
@NullMarked
package dev.mailswitch.provider.postmark;

import org.jspecify.annotations.NullMarked;
