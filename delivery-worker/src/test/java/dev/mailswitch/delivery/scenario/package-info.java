/// Mails on their whole way through a real worker, from accept to settle, over real PostgreSQL,
/// Kafka and SMTP servers. Each scenario has an organisation of its own in a shared installation.
@NullMarked
package dev.mailswitch.delivery.scenario;

import org.jspecify.annotations.NullMarked;
