package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Budget;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Permits that several processes share.
class AllowancesIT {

    private static final LocalDate DAY = LocalDate.parse("2026-05-31");

    private final ProviderId provider = new ProviderId(UUID.randomUUID());
    private TestLedger ledger;
    private Allowances allowances;

    @BeforeEach
    void open() throws Exception {
        ledger = TestLedger.open();
        allowances = new Allowances(ledger.pool);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private BudgetWindows windows(int perDay, int perMonth, LocalDate day) {
        return BudgetWindows.of(provider, new Budget(perDay, perMonth, null), day);
    }

    private List<Allowances.Window> both(int perDay, int perMonth, LocalDate day) {
        return windows(perDay, perMonth, day).all().toList();
    }

    @Test
    void aLeaseIsOfAllItsWindowsOrOfNone() throws Exception {
        List<Allowances.Window> today = both(10, 15, DAY);
        assertThat(allowances.lease(today, 6)).isEqualTo(new Allowances.Lease(6, Optional.empty()));
        assertThat(allowances.lease(today, 6))
                .isEqualTo(new Allowances.Lease(4, Optional.of(today.getFirst())));
        assertThat(allowances.lease(today, 6))
                .isEqualTo(new Allowances.Lease(0, Optional.of(today.getFirst())));
        List<Allowances.Window> yesterday = both(10, 15, DAY.minusDays(1));
        assertThat(allowances.lease(yesterday, 6))
                .isEqualTo(new Allowances.Lease(5, Optional.of(yesterday.getLast())));
        assertThat(allowances.leased(today))
                .containsEntry(today.getFirst(), 10L)
                .containsEntry(today.getLast(), 15L);
        assertThat(allowances.lease(both(10, 15, DAY.plusDays(1)), 6).granted()).isEqualTo(6);
    }

    @Test
    void whatIsGivenBackCanBeLeasedAgain() throws Exception {
        List<Allowances.Window> today = both(10, 100, DAY);
        allowances.lease(today, 10);
        allowances.giveBack(today, 4);
        assertThat(allowances.lease(today, 10).granted()).isEqualTo(4);
        allowances.giveBack(today, 1_000);
        assertThat(allowances.leased(today).values()).containsOnly(0L);
    }

    @Test
    void aLimitThatWasLoweredBelowWhatIsLeasedGrantsNothing() throws Exception {
        allowances.lease(both(10, 100, DAY), 10);
        assertThat(allowances.lease(both(5, 100, DAY), 1).granted()).isZero();
        assertThat(allowances.lease(both(12, 100, DAY), 5).granted()).isEqualTo(2);
    }

    @Test
    void nothingIsKnownOfAWindowNobodyHasLeasedOf() throws Exception {
        assertThat(allowances.leased(both(10, 100, DAY))).isEmpty();
        assertThat(allowances.leased(List.of())).isEmpty();
    }

    @Test
    void manyAtOnceNeverGetMoreThanThereIs() throws Exception {
        List<Allowances.Window> today = both(300, 250, DAY);
        Callable<Long> worker =
                () -> {
                    long granted = 0;
                    for (int i = 0; i < 20; i++) {
                        granted += allowances.lease(today, 7).granted();
                    }
                    return granted;
                };
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(workers.submit(worker));
            }
            long granted = 0;
            for (Future<Long> one : all) {
                granted += one.get();
            }
            assertThat(granted).isEqualTo(250);
        }
    }
}
