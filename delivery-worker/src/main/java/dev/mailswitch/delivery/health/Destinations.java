package dev.mailswitch.delivery.health;

import dev.mailswitch.directory.Directory;
import dev.mailswitch.model.id.ProviderId;
import java.util.Map;
import java.util.function.Supplier;

/// Where the calls of each provider go by the present settings; worked out once for each change of
/// them, as it is asked for every mail. For any thread.
public final class Destinations implements Supplier<Map<ProviderId, Destination>> {

    private record Known(Directory settings, Map<ProviderId, Destination> all) {
        static Known of(Directory settings) {
            return new Known(settings, Destination.of(settings.providers()));
        }
    }

    private final Supplier<Directory> settings;
    private volatile Known known;

    public Destinations(Supplier<Directory> settings) {
        this.settings = settings;
        this.known = Known.of(settings.get());
    }

    @Override
    public Map<ProviderId, Destination> get() {
        Directory now = settings.get();
        Known before = known;
        if (before.settings() != now) {
            before = Known.of(now);
            known = before;
        }
        return before.all();
    }
}
