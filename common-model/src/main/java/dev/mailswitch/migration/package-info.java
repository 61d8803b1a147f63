/// Brings a database to the schema this release needs. Used by the services at start, by the
/// `migrate` command and by tests.
@NullMarked
package dev.mailswitch.migration;

import org.jspecify.annotations.NullMarked;
