/// The outcome of an SMTP reply, by the stage it came at and by the class that `dev.mailswitch.bounce`
/// gives it. Pure. Touches the shared model only.
@NullMarked
package dev.mailswitch.delivery.bounce;

import org.jspecify.annotations.NullMarked;
