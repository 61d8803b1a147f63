package dev.mailswitch.api.dialect.flute;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.api.accept.Refusal;
import dev.mailswitch.api.dialect.PageContract;
import dev.mailswitch.api.dialect.Samples;
import dev.mailswitch.api.dialect.Shown;
import dev.mailswitch.api.dialect.Stop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

class FlutePageTest extends PageContract {

    @Override
    protected String page() {
        return "flute";
    }

    @Override
    protected Class<?> room() {
        return FluteDoor.class;
    }

    @Override
    protected JsonMapper mapper() {
        return FluteJson.MAPPER;
    }

    @Override
    protected Map<String, Class<?>> tables() {
        return Map.of(
                "field", FluteRequest.class,
                "field of a recipient", FluteRequest.Person.class,
                "field of a file", FluteRequest.File.class,
                "field of `data` after `POST`", SentView.class,
                "field of `data` after `GET`", EmailView.class,
                "field of `recipients`", EmailView.Recipient.class,
                "field of `events`", EmailView.Event.class);
    }

    @Override
    protected Set<Integer> accepted() {
        return Set.of(200);
    }

    @Override
    protected List<Said> said() {
        return Stream.concat(
                        Samples.of(Stop.class).stream().map(Refusals::shown),
                        Samples.of(Refusal.class).stream().map(Refusals::shown))
                .map(FlutePageTest::said)
                .toList();
    }

    private static Said said(Shown shown) {
        try {
            JsonNode body = FluteJson.MAPPER.readTree(shown.body());
            JsonNode message =
                    shown.status() < 500 ? body.at("/data/message") : body.at("/message");
            return new Said(shown.status(), message.asText());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
