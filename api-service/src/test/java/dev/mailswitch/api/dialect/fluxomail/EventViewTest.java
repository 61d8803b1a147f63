package dev.mailswitch.api.dialect.fluxomail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.directory.Directory;
import dev.mailswitch.ledger.reading.RecordedEvent;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventViewTest {

    private static final OrganisationId ORGANISATION = new OrganisationId(new UUID(0, 1));
    private static final ProviderId FIRST = new ProviderId(new UUID(0, 2));
    private static final ProviderId GONE = new ProviderId(new UUID(0, 3));
    private static final Directory DIRECTORY =
            new Directory(
                    1,
                    List.of(),
                    List.of(),
                    List.of(
                            new Provider(
                                    FIRST,
                                    ORGANISATION,
                                    "first",
                                    ProviderKind.SANDBOX,
                                    Map.of(),
                                    null,
                                    1,
                                    null,
                                    false,
                                    1)),
                    List.of(),
                    List.of(),
                    List.of());

    private final Random random = new Random(1);

    private EventView reroute(String data) {
        Instant at = Instant.parse("2026-01-31T12:00:00Z");
        return EventView.of(
                new RecordedEvent(
                        Uuids.mint(at, random),
                        ORGANISATION,
                        EmailId.mint(at, random),
                        null,
                        EventType.REROUTED,
                        "a@b.example",
                        false,
                        1,
                        FIRST,
                        null,
                        data),
                DIRECTORY);
    }

    @Test
    void aRerouteNamesWhereTheRecipientWasBefore() {
        EventView shown = reroute("{\"from_provider\":\"%s\"}".formatted(FIRST));
        assertThat(shown.data().path("from_provider").textValue()).isEqualTo("first");
        assertThat(shown.data().path("provider").textValue()).isEqualTo("first");
    }

    @Test
    void aProviderThatIsGoneHasOnlyItsId() {
        EventView shown = reroute("{\"from_provider\":\"%s\"}".formatted(GONE));
        assertThat(shown.data().path("from_provider").textValue()).isEqualTo(GONE.toString());
    }
}
