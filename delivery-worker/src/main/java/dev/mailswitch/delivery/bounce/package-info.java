/// Reads what hosts and relays say about a mail: the class of a refusal by rules that are data
/// (`rules/*.json` beside this package's classes), and the outcome of an SMTP reply by the stage it
/// came at. Pure but for loading the rules once. Touches the shared model only.
@NullMarked
package dev.mailswitch.delivery.bounce;

import org.jspecify.annotations.NullMarked;
