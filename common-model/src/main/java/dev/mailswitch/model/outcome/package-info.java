/// What a provider's answer means: the outcome, who is to blame, the bounce class. The only
/// vocabulary that crosses from a provider's room to the failover engine. Pure.
@NullMarked
package dev.mailswitch.model.outcome;

import org.jspecify.annotations.NullMarked;
