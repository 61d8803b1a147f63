package dev.mailswitch.delivery.transport.smtp;

import java.util.concurrent.CountDownLatch;

/// What the scripted server does at one stage instead of behaving well.
public sealed interface Answer {

    /// Says these lines, CRLF added to each; the dialogue goes on as the code suggests.
    record Say(String... lines) implements Answer {}

    /// Sends exactly these octets, then goes on.
    record Raw(String octets) implements Answer {}

    /// Says this, then closes.
    record SayAndDrop(String line) implements Answer {}

    /// Closes without a word.
    record Drop() implements Answer {}

    /// Reads so many octets more, then closes with a TCP reset.
    record Reset(int after) implements Answer {}

    /// Says nothing more, and keeps the connection open.
    record Hang() implements Answer {}

    /// Says this once the test lets it.
    record Awaited(CountDownLatch leave, String line) implements Answer {}

    /// Sends an octet of a never ending reply every 20 ms: never silent, never done.
    record Drip() implements Answer {}

    /// Sends lines of a reply without end as fast as they go.
    record Flood(String line) implements Answer {}
}
