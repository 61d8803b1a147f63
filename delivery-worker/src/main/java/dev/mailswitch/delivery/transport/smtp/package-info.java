/// SMTP relays. Inside is our own client (RFC 5321): pooled blocking sockets on virtual threads,
/// pipelined where the server offers it. It knows the phase of every failure, each recipient's
/// reply, and whether the mail may have been taken over; it asks a hook before the final dot.
/// Around it [SmtpSender] and what belongs to it turn a shipment into sends and fates into outcomes.
///
/// Uses the guard of `transport`, the composed mail, the readings of `bounce`, sockets and TLS.
@NullMarked
package dev.mailswitch.delivery.transport.smtp;

import org.jspecify.annotations.NullMarked;
