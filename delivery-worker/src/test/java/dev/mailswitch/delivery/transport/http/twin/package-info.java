/// Vendors as their documents describe them: what they accept, what they answer, and how what they
/// got reads. They stand on a real HTTP server and know nothing of our code for them.
@NullMarked
package dev.mailswitch.delivery.transport.http.twin;

import org.jspecify.annotations.NullMarked;
