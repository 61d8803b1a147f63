/// The settings people make (organisations, environments, routes, providers, policies), read as a
/// whole into one immutable snapshot and read again when they changed. Never on the hot path of a
/// mail.
@NullMarked
package dev.mailswitch.directory;

import org.jspecify.annotations.NullMarked;
