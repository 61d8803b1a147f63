/// Turns a mail into the bytes that go to a provider: MIME structure, headers, encodings, the text
/// part derived from HTML. The same input always gives the same bytes, because a call whose answer
/// never came is repeated with them. Pure: may use the model and jsoup; no clock, no randomness.
@NullMarked
package dev.mailswitch.delivery.compose;

import org.jspecify.annotations.NullMarked;
