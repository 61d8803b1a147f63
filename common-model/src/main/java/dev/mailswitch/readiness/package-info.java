/// Whether providers are ready, as workers found when they asked and as the API shows it: the table
/// `provider_check`. Asking itself is the worker's.
@NullMarked
package dev.mailswitch.readiness;

import org.jspecify.annotations.NullMarked;
