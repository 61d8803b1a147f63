package dev.mailswitch.delivery.transport.smtp;

/// Asked when all of the message but its final dot is ready to go. Up to here the mail is surely not
/// sent; after it, it may be. A worker that has lost its lease says no here.
@FunctionalInterface
public interface PointOfNoReturn {

    /// Whether the dot may be written. Asked again for each further transaction that one send needs.
    /// Must answer at once: the server is waiting.
    boolean mayPass();

    /// Never holds a mail back.
    static PointOfNoReturn open() {
        return () -> true;
    }
}
