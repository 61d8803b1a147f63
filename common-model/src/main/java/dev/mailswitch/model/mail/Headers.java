package dev.mailswitch.model.mail;

import java.util.List;

/// The custom headers of a mail, in order.
public record Headers(List<Header> all) {

    /// How many a mail may have.
    public static final int MAX = 50;

    public static final Headers NONE = new Headers(List.of());

    public Headers {
        all = List.copyOf(all);
        if (all.size() > MAX) {
            throw new IllegalArgumentException("at most 50 headers");
        }
    }
}
