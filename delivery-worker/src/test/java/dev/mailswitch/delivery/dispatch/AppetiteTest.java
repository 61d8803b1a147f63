package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Claimed;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AppetiteTest {

    private static final long MILLISECOND = 1_000_000;
    private static final ProviderId A =
            new ProviderId(UUID.fromString("01a1f944-0000-7000-8000-000000000001"));
    private static final ProviderId B =
            new ProviderId(UUID.fromString("01a1f944-0000-7000-8000-000000000002"));

    private final Map<ProviderId, Integer> places = new HashMap<>();
    private final Appetite appetite =
            new Appetite(ids -> ids.stream().mapToInt(id -> places.getOrDefault(id, 0)).sum());

    @Test
    void allIsClaimedWhileNothingIsKnown() {
        assertThat(appetite.now(100, 0)).isEqualTo(100);
    }

    @Test
    void noMoreIsClaimedThanTheLastProvidersHavePlacesFor() {
        places.put(A, 7);
        places.put(B, 50);
        appetite.fed(List.of(through(A)), 0);
        assertThat(appetite.now(100, 0)).isEqualTo(7);
        appetite.fed(List.of(through(A), through(B)), 3);
        assertThat(appetite.now(100, 0)).isEqualTo(57);
        assertThat(appetite.now(40, 0)).isEqualTo(40);
    }

    @Test
    void aProviderThatStaysFullIsNotWaitedForLong() {
        places.put(A, 0);
        appetite.fed(List.of(through(A)), 0);
        assertThat(appetite.now(100, 0)).isZero();
        assertThat(appetite.now(100, 49 * MILLISECOND)).isZero();
        assertThat(appetite.now(100, 50 * MILLISECOND)).isEqualTo(100);
        assertThat(appetite.now(100, 51 * MILLISECOND)).isZero();
    }

    @Test
    void aPlaceThatGetsFreeIsTakenAtOnce() {
        places.put(A, 0);
        appetite.fed(List.of(through(A)), 0);
        assertThat(appetite.now(100, 0)).isZero();
        places.put(A, 1);
        assertThat(appetite.now(100, MILLISECOND)).isEqualTo(1);
    }

    @Test
    void aClaimThatPlacedNothingIsNotRepeatedAtOnce() {
        places.put(A, 30);
        appetite.fed(List.of(through(A)), 0);
        appetite.fed(List.of(), 20);
        assertThat(appetite.now(100, 0)).isZero();
        assertThat(appetite.now(100, 50 * MILLISECOND)).isEqualTo(100);
        appetite.fed(List.of(through(A)), 1);
        assertThat(appetite.now(100, 51 * MILLISECOND)).isEqualTo(30);
    }

    @Test
    void recordsThatWereOldNewsDoNotSlowAnythingDown() {
        places.put(A, 30);
        appetite.fed(List.of(through(A)), 0);
        appetite.fed(List.of(), 0);
        assertThat(appetite.now(100, 0)).isEqualTo(30);
    }

    private static Claimed through(ProviderId provider) {
        UUID any = UUID.fromString("01a1f944-0000-7000-8000-000000000000");
        Claimable mail =
                new Claimable(
                        new EmailId(any),
                        new OrganisationId(any),
                        new EnvironmentId(any),
                        Lane.TRANSACTIONAL,
                        "transactional",
                        Address.parse("demo@example.com"),
                        "Hello",
                        "<1@example.com>",
                        OnUnknown.AT_LEAST_ONCE,
                        7,
                        Instant.EPOCH,
                        List.of(),
                        List.of());
        Plan.Call call = new Plan.Call(any, provider, 0, "weight", 1, List.of());
        return new Claimed(mail, 1, 1, Instant.EPOCH, List.of(call));
    }
}
