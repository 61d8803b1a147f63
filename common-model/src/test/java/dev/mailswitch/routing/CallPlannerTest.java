package dev.mailswitch.routing;

import static dev.mailswitch.routing.Scene.A;
import static dev.mailswitch.routing.Scene.B;
import static dev.mailswitch.routing.Scene.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.directory.Route;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.routing.Decision.Send;
import dev.mailswitch.routing.Decision.Wait;
import dev.mailswitch.routing.Failover.Decided;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallPlannerTest {

    private static List<Call> plan(List<Decided> decided, boolean perRecipient) {
        return CallPlanner.plan(decided, perRecipient, Set.of());
    }

    private static Decided send(int position, Route via, @Nullable UUID repeatOf) {
        var who = new Pending(position, Address.of("u" + position + "@x.test"), false, List.of());
        return new Decided(who, new Send(via, 1, "why", false, keyed(repeatOf)));
    }

    private static @Nullable Repeat keyed(@Nullable UUID call) {
        return call == null ? null : new Repeat(call, Repeat.Kind.KEYED);
    }

    private static List<Integer> sizes(List<Call> calls) {
        return calls.stream().map(call -> call.items().size()).toList();
    }

    @Test
    void recipientsForTheSameProviderShareACall() {
        var calls = plan(List.of(send(0, A, null), send(1, B, null), send(2, A, null)), false);
        assertThat(sizes(calls)).containsExactly(2, 1);
        assertThat(calls).extracting(Call::via).containsExactly(A, B);
    }

    @Test
    void bodyMadeForEachGoesOneByOne() {
        var calls = plan(List.of(send(0, A, null), send(1, A, null)), true);
        assertThat(sizes(calls)).containsExactly(1, 1);
    }

    @Test
    void sandboxTakesManyAtOnce() {
        var sandbox = Scene.route("s", 0, 1, ProviderKind.SANDBOX, false);
        var calls = plan(List.of(send(0, sandbox, null), send(1, sandbox, null)), false);
        assertThat(sizes(calls)).containsExactly(2);
    }

    @Test
    void callIsCutAtTheProvidersLimit() {
        List<Decided> decided = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            decided.add(send(i, A, null));
        }
        assertThat(sizes(plan(decided, false))).containsExactly(100, 100, 50);
    }

    @Test
    void repeatsKeepTheirOwnCall() {
        var first = new UUID(1, 1);
        var calls = plan(List.of(send(0, A, first), send(1, A, null), send(2, A, first)), false);
        assertThat(sizes(calls)).containsExactly(2, 1);
        assertThat(calls.get(0).kept()).contains(first);
        assertThat(calls.get(1).kept()).isEmpty();
    }

    @Test
    void whoWaitsIsNotInACall() {
        var who = new Pending(0, Address.of("w@x.test"), false, List.of());
        var waiting = new Decided(who, new Wait(NOW, WaitCause.PROVIDER_FULL, "later"));
        assertThat(sizes(plan(List.of(waiting, send(1, A, null)), false))).containsExactly(1);
    }

    @Test
    void aProbeCarriesRecipientsOfOneDomain() {
        var decided = new ArrayList<Decided>();
        for (String address : List.of("a@x.test", "b@y.test", "c@x.test")) {
            var who = new Pending(decided.size(), Address.of(address), false, List.of());
            decided.add(new Decided(who, new Send(A, 1, "why", true, null)));
        }
        assertThat(sizes(plan(decided, false))).containsExactly(2, 1);
    }

    @Test
    void hiddenRecipientsAreShownToNobodyWhereToAndCcAreTheEnvelope() {
        var vendor = Scene.route("r", 0, 1, ProviderKind.RESEND, false);
        List<Decided> decided = new ArrayList<>();
        for (int i = 0; i < 55; i++) {
            decided.add(send(i, vendor, null));
        }
        // 48 visible ones leave room for two; the others go alone.
        Set<Integer> hidden = Set.of(48, 49, 50, 51, 52, 53, 54);
        assertThat(sizes(CallPlanner.plan(decided, false, hidden)))
                .containsExactly(50, 1, 1, 1, 1, 1);
        assertThat(sizes(CallPlanner.plan(decided.subList(48, 51), false, hidden)))
                .containsExactly(1, 1, 1);
        assertThat(sizes(CallPlanner.plan(decided, false, Set.of()))).containsExactly(50, 5);
    }

    @Test
    void aRepeatThatIsAProbeCarriesAllTheSame() {
        var decided = new ArrayList<Decided>();
        for (String address : List.of("a@x.test", "b@y.test")) {
            var who = new Pending(decided.size(), Address.of(address), false, List.of());
            boolean probe = address.endsWith("y.test");
            decided.add(new Decided(who, new Send(A, 2, "why", probe, keyed(new UUID(1, 1)))));
        }
        var calls = plan(decided, false);
        assertThat(sizes(calls)).containsExactly(2);
        assertThat(calls.getFirst().probed().address()).isEqualTo(Address.of("b@y.test"));
    }

    /// Its key is its own, so nothing binds them together; hidden ones alone would be refused.
    @ParameterizedTest
    @EnumSource(
            value = Repeat.Kind.class,
            names = {"ASKED", "COPY"})
    void whatMayBecomeAnotherCopyIsCutAsAFirstCallIs(Repeat.Kind kind) {
        var vendor = Scene.route("p", 0, 1, ProviderKind.POSTMARK, false);
        var repeat = new Repeat(new UUID(1, 1), kind);
        List<Decided> decided =
                List.of(
                        again(0, vendor, repeat),
                        again(1, vendor, repeat),
                        again(2, vendor, repeat));
        assertThat(CallPlanner.plan(decided.subList(1, 3), false, Set.of(1, 2)))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.repeat()).isEqualTo(repeat))
                .allSatisfy(call -> assertThat(call.asked()).containsExactly(new UUID(1, 1)))
                .allSatisfy(call -> assertThat(call.kept()).isEmpty());
        assertThat(sizes(CallPlanner.plan(decided, false, Set.of(1, 2)))).containsExactly(3);
        assertThat(sizes(plan(decided, true))).containsExactly(1, 1, 1);
    }

    /// There it sends nothing.
    @Test
    void aQuestionWhereKeysAreTakenIsNeverCut() {
        var vendor = Scene.route("b", 0, 1, ProviderKind.BREVO, false);
        var repeat = new Repeat(new UUID(1, 1), Repeat.Kind.ASKED);
        List<Decided> decided = List.of(again(0, vendor, repeat), again(1, vendor, repeat));
        assertThat(CallPlanner.plan(decided, false, Set.of(0, 1)))
                .singleElement()
                .satisfies(call -> assertThat(call.kept()).contains(new UUID(1, 1)));
    }

    private static Decided again(int position, Route via, Repeat repeat) {
        var who = new Pending(position, Address.of("u" + position + "@x.test"), false, List.of());
        return new Decided(who, new Send(via, 2, "why", false, repeat));
    }

    @Test
    void aRepeatIsNeverCut() {
        var vendor = Scene.route("r", 0, 1, ProviderKind.RESEND, false);
        var first = new UUID(1, 1);
        List<Decided> decided =
                List.of(send(0, vendor, first), send(1, vendor, first), send(2, vendor, first));
        assertThat(sizes(CallPlanner.plan(decided, false, Set.of(1, 2)))).containsExactly(3);
        assertThat(sizes(CallPlanner.plan(decided, false, Set.of(0, 1, 2)))).containsExactly(3);
    }
}
