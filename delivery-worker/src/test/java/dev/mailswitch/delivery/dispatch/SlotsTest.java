package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SlotsTest {

    private long nanos = -5_000_000_000L;
    private final Slots slots = new Slots(64, () -> nanos);

    private static Slots.Holder holder(int organisation, int flow, int provider) {
        return new Slots.Holder(
                new ProviderId(new UUID(1, provider)),
                new EnvironmentId(new UUID(2, flow)),
                new OrganisationId(new UUID(3, organisation)));
    }

    /// As many as it gets, one environment and provider each.
    private List<Slots.Slot> takeAll(int organisation) {
        List<Slots.Slot> taken = new ArrayList<>();
        for (int i = 0; ; i++) {
            Optional<Slots.Slot> slot =
                    slots.take(holder(organisation, 1_000 * organisation + i, 1_000 + i));
            if (slot.isEmpty()) {
                return taken;
            }
            taken.add(slot.get());
        }
    }

    @Test
    void oneOrganisationLeavesHalfHoweverManyEnvironmentsItHas() {
        assertThat(takeAll(1)).hasSize(32);
        assertThat(slots.free()).isEqualTo(32);
    }

    @Test
    void whileFewAreFreeAnotherGetsAQuarter() {
        takeAll(1);
        assertThat(takeAll(2)).hasSize(16);
    }

    @Test
    void aFlowAndAProviderHaveTheirShareToo() {
        int flow = 0;
        while (slots.take(holder(flow, 7_000, flow)).isPresent()) {
            flow++;
        }
        assertThat(flow).isEqualTo(32);
        int provider = 0;
        while (slots.take(holder(100 + provider, 100 + provider, 8_000)).isPresent()) {
            provider++;
        }
        assertThat(provider).isEqualTo(32);
    }

    @Test
    void callsThatTakeLongLeaveTheirPlacesToOthersAndNotToTheirOwner() {
        takeAll(1);
        takeAll(2);
        takeAll(3);
        assertThat(slots.free()).isZero();
        nanos += Slots.LONG.toNanos();
        assertThat(slots.free()).isEqualTo(64);
        assertThat(slots.open()).isEqualTo(64);
        assertThat(slots.available(holder(1, 9_999, 9_999))).isFalse();
        assertThat(takeAll(4)).hasSize(32);
    }

    @Test
    void thereIsAnEndToPlacesForLongCalls() {
        for (int organisation = 1; organisation < 100; organisation++) {
            takeAll(organisation);
            nanos += Slots.LONG.toNanos();
        }
        assertThat(slots.open()).isEqualTo(3 * 64);
        assertThat(slots.free()).isZero();
    }

    @Test
    void whatIsGivenBackIsFreeAgainOnce() {
        List<Slots.Slot> all = takeAll(1);
        nanos += Slots.LONG.toNanos();
        assertThat(slots.free()).isEqualTo(64);
        all.forEach(Slots.Slot::close);
        all.forEach(Slots.Slot::close);
        assertThat(slots.open()).isZero();
        assertThat(slots.free()).isEqualTo(64);
        assertThat(takeAll(1)).hasSize(32);
    }
}
