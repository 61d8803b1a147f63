/// Brevo, once Sendinblue: [API](https://developers.brevo.com/reference/sendtransacemail).
@NullMarked
package dev.mailswitch.provider.brevo;

import org.jspecify.annotations.NullMarked;
