package dev.mailswitch.delivery.transport.http;

import dev.mailswitch.delivery.transport.http.twin.ResendTwin;
import dev.mailswitch.delivery.transport.http.twin.Twin;
import java.util.List;

/// The twins of all vendors.
final class Twins {

    private Twins() {}

    static List<Twin> all() {
        return List.of(new ResendTwin());
    }
}
