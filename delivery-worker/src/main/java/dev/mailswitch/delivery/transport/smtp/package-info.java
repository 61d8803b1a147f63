/// Our own SMTP client (RFC 5321): pooled blocking sockets on virtual threads, pipelined where the
/// server offers it. It knows the phase of every failure, each recipient's reply, and whether the
/// mail may have been taken over; it asks a hook before the final dot.
///
/// What an answer means for a mail is decided elsewhere. Uses the guard of `transport`, sockets, TLS
/// and a logger; nothing else of Mailswitch.
@NullMarked
package dev.mailswitch.delivery.transport.smtp;

import org.jspecify.annotations.NullMarked;
