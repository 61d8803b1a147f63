package dev.mailswitch.provider;

import dev.mailswitch.model.mail.Address;

/// An address as a text in a vendor's field (RFC 5322 section 3.4), for JSON and so in UTF-8.
public final class Mailbox {

    private Mailbox() {}

    /// `a@b`, or `"Name" <a@b>`; the domain in ASCII.
    public static String text(Address address) {
        String email = address.onTheWire();
        return address.name() == null
                ? email
                : "\"%s\" <%s>"
                        .formatted(
                                address.name().replace("\\", "\\\\").replace("\"", "\\\""), email);
    }
}
