/// Permits shared by all replicas without a row updated for every mail: each process leases a
/// slice from the ledger and hands it out from memory.
@NullMarked
package dev.mailswitch.api.slices;

import org.jspecify.annotations.NullMarked;
