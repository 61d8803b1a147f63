package dev.mailswitch.api.dialect.fluxomail;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.api.accept.Refusal;
import dev.mailswitch.api.dialect.PageContract;
import dev.mailswitch.api.dialect.Samples;
import dev.mailswitch.api.dialect.Stop;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

class FluxomailPageTest extends PageContract {

    @Override
    protected String page() {
        return "fluxomail";
    }

    @Override
    protected Class<?> room() {
        return FluxomailDoor.class;
    }

    @Override
    protected JsonMapper mapper() {
        return FluxomailJson.MAPPER;
    }

    @Override
    protected Map<String, Class<?>> tables() {
        return Map.ofEntries(
                Map.entry("field of a send", SendRequest.class),
                Map.entry("field of a file", SendRequest.File.class),
                Map.entry("field of an answer", SendView.class),
                Map.entry("field of a timeline", TimelineView.class),
                Map.entry("field of `send`", TimelineView.Send.class),
                Map.entry("field of `messages`", TimelineView.Message.class),
                Map.entry("field of an event", EventView.class),
                Map.entry("field of a list", EventsView.class),
                Map.entry("field of a token", StreamTokenView.class),
                Map.entry("field of metrics", MetricsView.class),
                Map.entry("field of `window`", MetricsView.Window.class),
                Map.entry("field of `scanned`", MetricsView.Scanned.class),
                Map.entry("field of `metrics`", MetricsView.Metrics.class),
                Map.entry("field of an error", ErrorView.class));
    }

    @Override
    protected Set<Integer> accepted() {
        return Set.of(200);
    }

    @Override
    protected List<Said> said() {
        return Stream.concat(
                        Samples.of(Stop.class).stream().map(Refusals::of),
                        Samples.of(Refusal.class).stream().map(Refusals::of))
                .map(fault -> new Said(fault.status(), fault.code() + ": " + fault.message()))
                .toList();
    }
}
