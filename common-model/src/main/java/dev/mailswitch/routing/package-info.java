/// Decides where a mail goes next: through which provider, later, or no further. Everything here
/// is a function of its arguments: time and randomness are handed in, health and free places are
/// asked through [HealthView] and [Room]. Touches the shared model, the directory's records and what
/// is known of providers; does no I/O and logs nothing.
@NullMarked
package dev.mailswitch.routing;

import org.jspecify.annotations.NullMarked;
