package dev.mailswitch.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Recipient;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HoldingsTest {

    private static final OrganisationId ONE = new OrganisationId(UUID.randomUUID());
    private static final OrganisationId OTHER = new OrganisationId(UUID.randomUUID());

    private final Holdings holdings = new Holdings(Holdings.TOTAL);

    @Test
    void noOrganisationHoldsMoreThanAQuarter() {
        long eighth = Holdings.TOTAL / 8;
        assertThat(holdings.take(ONE, eighth)).isPresent();
        Holdings.Held second = holdings.take(ONE, eighth).orElseThrow();
        assertThat(holdings.take(ONE, eighth)).isEmpty();
        assertThat(holdings.take(OTHER, eighth)).isPresent();
        second.letGo();
        assertThat(holdings.take(ONE, eighth)).isPresent();
    }

    @Test
    void allOrganisationsTogetherHoldNoMoreThanThereIs() {
        for (int i = 0; i < 4; i++) {
            OrganisationId some = new OrganisationId(UUID.randomUUID());
            assertThat(holdings.take(some, Holdings.TOTAL / 4)).isPresent();
        }
        assertThat(holdings.take(ONE, Holdings.SMALL + 1)).isEmpty();
        assertThat(holdings.take(ONE, Holdings.SMALL)).as("the slots bound these").isPresent();
        assertThat(holdings.held()).isEqualTo(Holdings.TOTAL);
    }

    @Test
    void aMailIsHeldUntilTheLastOfItsCallsEnds() {
        Holdings.Held held = holdings.take(ONE, 1 << 20).orElseThrow();
        held.by(3);
        held.letGo();
        held.letGo();
        assertThat(holdings.held()).isEqualTo(1 << 20);
        held.letGo();
        assertThat(holdings.held()).isZero();
    }

    @Test
    void theLargestMailThereIsFitsIntoAQuarter() {
        long largest =
                (long) Holdings.OVERHEAD * EmailId.MAX_RECIPIENTS
                        + (long) Holdings.OF_A_CHARACTER * Recipient.MAX_OCTETS_OF_ALL;
        assertThat(largest).isLessThanOrEqualTo(Holdings.TOTAL / 4);
    }

    @Test
    void anOlderMailThatIsLargerGoesByItself() {
        assertThat(holdings.take(ONE, 10 * Holdings.TOTAL)).isPresent();
        assertThat(holdings.take(ONE, Holdings.SMALL + 1)).isEmpty();
    }

    @Test
    void whatALaneHoldsIsASmallPartOfTheSmallestHeap() {
        // 256 MiB, of which contents have 96.
        assertThat(2 * Holdings.TOTAL).isLessThanOrEqualTo(32 << 20);
    }
}
