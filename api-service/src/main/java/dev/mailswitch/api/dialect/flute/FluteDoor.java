package dev.mailswitch.api.dialect.flute;

import dev.mailswitch.api.dialect.Door;
import dev.mailswitch.api.dialect.Shown;
import dev.mailswitch.api.dialect.Stop;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/// The Flute door.
@Singleton
class FluteDoor implements Door {

    static final String NAME = "flute";
    static final String PATH = "/v1/email";

    /// "6 MB" in the document, which counts the body as it is sent.
    static final int BODY = 6 * 1024 * 1024;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Area> areas() {
        return List.of(new Area(PATH, BODY));
    }

    @Override
    public Shown shown(Stop stop) {
        return Refusals.shown(stop);
    }

    /// An id in a path opens a mail without a key: what it opens must lie in no cache.
    @Override
    public Map<String, String> headers(String requestId) {
        return Map.of("Cache-Control", "no-store");
    }
}
