/// Amazon SES: [API v2](https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html),
/// events through Amazon SNS.
@NullMarked
package dev.mailswitch.provider.ses;

import org.jspecify.annotations.NullMarked;
