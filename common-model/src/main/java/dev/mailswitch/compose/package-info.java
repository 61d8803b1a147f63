/// Turns a mail into the bytes that go to a provider: MIME structure, headers, encodings, the text
/// part derived from HTML. The same input always gives the same bytes, because a call whose answer
/// never came is repeated with them, and because they are made again for whoever asks later what
/// went out. Both services use it. Whatever changes the bytes of the same letter raises
/// [MimeComposer#RENDERER]. Pure: may use the model and jsoup; no clock, no randomness.
@NullMarked
package dev.mailswitch.compose;

import org.jspecify.annotations.NullMarked;
