/// Management: organisations, environments, providers, routes, keys, suppressions, what the
/// sandbox caught. Panache entities over the settings tables; every query is scoped by
/// organisation, every write moves `settings_version` in its transaction.
@NullMarked
package dev.mailswitch.api.admin;

import org.jspecify.annotations.NullMarked;
