/// How the service starts: commands that need no server, migrations, the beans that tie the rooms
/// to their data sources, the loops that poll, health, logs.
@NullMarked
package dev.mailswitch.api.boot;

import org.jspecify.annotations.NullMarked;
