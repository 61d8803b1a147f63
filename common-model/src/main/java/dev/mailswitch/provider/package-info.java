/// What a provider is: its kind, its settings, what it can carry. The folders below, one a vendor,
/// turn a mail into a call and an answer into an outcome. Pure.
@NullMarked
package dev.mailswitch.provider;

import org.jspecify.annotations.NullMarked;
