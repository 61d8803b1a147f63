/// Templates for the doors: found by id, name or number, from memory while no setting has changed.
/// Management writes them (`admin`); the language is a room inside. Knows no HTTP and no door.
@NullMarked
package dev.mailswitch.api.template;

import org.jspecify.annotations.NullMarked;
