/// What workers have put on record of providers' health, for those who look on: the tables `breaker`
/// and `silence`, and the ledger's `lowered_weight`, which the workers alone write. Touches the model
/// and the views the deciders ask through.
@NullMarked
package dev.mailswitch.health;

import org.jspecify.annotations.NullMarked;
