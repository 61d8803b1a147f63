package dev.mailswitch.delivery.worklist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.Organisation;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.id.RouteId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import dev.mailswitch.provider.Budget;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WaysTest {

    private static final OrganisationId ORGANISATION = new OrganisationId(new UUID(3, 1));
    private static final EnvironmentId ONE = new EnvironmentId(new UUID(2, 1));
    private static final EnvironmentId OTHER = new EnvironmentId(new UUID(2, 2));

    private final Ways ways = new Ways();

    private static Route route(EnvironmentId environment, int provider, int version) {
        return route(environment, provider, version, 1);
    }

    private static Route route(EnvironmentId environment, int provider, int version, int weight) {
        return new Route(
                new RouteId(new UUID(4, provider)),
                environment,
                new Provider(
                        new ProviderId(new UUID(1, provider)),
                        ORGANISATION,
                        "provider-" + provider,
                        ProviderKind.SMTP,
                        Map.of(),
                        null,
                        4,
                        null,
                        Budget.NONE,
                        false,
                        null,
                        version),
                0,
                weight);
    }

    private static Directory settings(long version, Route... routes) {
        return new Directory(
                version,
                List.of(new Organisation(ORGANISATION, "shop", false, null, Set.of(), null)),
                Stream.of(ONE, OTHER).map(WaysTest::environment).toList(),
                List.of(),
                List.of(routes),
                List.of(),
                List.of());
    }

    private static Environment environment(EnvironmentId id) {
        return new Environment(
                id,
                ORGANISATION,
                "env-" + id.value().getLeastSignificantBits(),
                id.equals(ONE),
                Address.of("from@shop.test"),
                Lane.TRANSACTIONAL,
                OnUnknown.AT_LEAST_ONCE,
                30,
                null,
                false);
    }

    private List<Long> since() {
        List<Long> since = new ArrayList<>();
        Map<EnvironmentId, Long> all = ways.since(List.of(ONE, OTHER));
        since.add(all.get(ONE));
        since.add(all.get(OTHER));
        return since;
    }

    /// Whoever was killed has seen none of the changes: it begins with all as new.
    @Test
    void whatIsFoundAtFirstIsAsNewAsTheSettings() {
        assertThat(ways.take(settings(7, route(ONE, 1, 1)))).containsExactlyInAnyOrder(ONE, OTHER);
        assertThat(since()).containsExactly(7L, 7L);
    }

    @Test
    void aProviderThatWasChangedMakesTheWaysOfItsEnvironmentsNew() {
        ways.take(settings(7, route(ONE, 1, 1), route(OTHER, 2, 1)));
        assertThat(ways.take(settings(9, route(ONE, 1, 2), route(OTHER, 2, 1))))
                .containsExactly(ONE);
        assertThat(since()).containsExactly(9L, 7L);
    }

    @Test
    void aRouteMoreOrLessMakesThemNew() {
        ways.take(settings(7, route(ONE, 1, 1)));
        assertThat(ways.take(settings(8, route(ONE, 1, 1), route(ONE, 2, 1)))).containsExactly(ONE);
        assertThat(since()).containsExactly(8L, 7L);
        assertThat(ways.take(settings(9, route(ONE, 2, 1)))).containsExactly(ONE);
        assertThat(since()).containsExactly(9L, 7L);
    }

    @Test
    void otherSettingsAndOtherWeightsLeaveThemAsTheyAre() {
        ways.take(settings(7, route(ONE, 1, 1)));
        assertThat(ways.take(settings(8, route(ONE, 1, 1)))).isEmpty();
        assertThat(ways.take(settings(9, route(ONE, 1, 1, 50)))).isEmpty();
        assertThat(since()).containsExactly(7L, 7L);
    }

    @Test
    void anEnvironmentThatIsNotThereHasNone() {
        ways.take(settings(7));
        assertThat(ways.since(List.of(new EnvironmentId(new UUID(2, 9))))).isEmpty();
    }
}
