package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.dialect.Door;
import dev.mailswitch.api.dialect.Shown;
import dev.mailswitch.api.dialect.Stop;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/// The door of Fluxomail's v1 API. Its sends share the native door's prefix, one step further down.
@Singleton
class FluxomailDoor implements Door {

    static final String NAME = "fluxomail";
    static final String SEND = "/api/v1/emails/send";
    static final String SEND_GLOBAL = "/api/v1/emails/send-global";
    static final String SENDS = "/api/v1/sends";
    static final String EVENTS = "/api/v1/events";
    static final String METRICS = "/api/v1/metrics";

    /// The vendor's own name for `X-Request-Id`.
    static final String REQUEST_ID = "Fluxomail-Request-Id";

    private static final int MAIL = 10 * 1024 * 1024;
    private static final int NO_MAIL = 64 * 1024;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Area> areas() {
        return List.of(
                new Area(SEND, MAIL),
                new Area(SEND_GLOBAL, MAIL),
                new Area(SENDS, NO_MAIL),
                new Area(EVENTS, NO_MAIL),
                new Area(METRICS, NO_MAIL));
    }

    @Override
    public Shown shown(Stop stop) {
        return FluxomailJson.shown(Refusals.of(stop));
    }

    @Override
    public Map<String, String> headers(String requestId) {
        return Map.of(REQUEST_ID, requestId);
    }
}
