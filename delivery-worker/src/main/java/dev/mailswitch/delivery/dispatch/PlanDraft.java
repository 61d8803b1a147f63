package dev.mailswitch.delivery.dispatch;

import dev.mailswitch.ledger.Claimable;
import dev.mailswitch.ledger.Plan;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.lifecycle.WaitCause;
import dev.mailswitch.routing.Call;
import dev.mailswitch.routing.Decision;
import dev.mailswitch.routing.Failover;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The plan of one mail in the making. Pure: what its calls need was taken before they come here.
final class PlanDraft {

    private final List<Plan.Call> calls = new ArrayList<>();
    private final List<Plan.Defer> deferred = new ArrayList<>();
    private final List<Plan.End> ended = new ArrayList<>();

    /// All its due recipients wait.
    static Plan deferred(Claimable mail, Instant until, WaitCause cause, String why) {
        return new Plan(
                List.of(),
                mail.due().stream()
                        .map(due -> new Plan.Defer(due.recipient().position(), until, cause, why))
                        .toList(),
                List.of());
    }

    /// All its due recipients fail, through nobody's refusal.
    static Plan failed(Claimable mail, String why) {
        return new Plan(
                List.of(),
                List.of(),
                mail.due().stream()
                        .map(
                                due ->
                                        new Plan.End(
                                                due.recipient().position(),
                                                Status.FAILED,
                                                null,
                                                why))
                        .toList());
    }

    /// Takes over what was decided about a recipient, unless it is to be sent: of that the calls speak.
    void take(Failover.Decided decided) {
        int position = decided.recipient().position();
        switch (decided.decision()) {
            case Decision.Wait wait ->
                    deferred.add(new Plan.Defer(position, wait.until(), wait.cause(), wait.why()));
            case Decision.Settle settle ->
                    ended.add(
                            new Plan.End(
                                    position, settle.status(), settle.bounceClass(), settle.why()));
            case Decision.Send send -> {}
        }
    }

    void call(Plan.Call call) {
        calls.add(call);
    }

    /// For a moment: what the provider lacks is its own, and near.
    void defer(List<Call.Item> items, Instant until, String why) {
        for (Call.Item item : items) {
            deferred.add(
                    new Plan.Defer(
                            item.recipient().position(), until, WaitCause.PROVIDER_FULL, why));
        }
    }

    Plan plan() {
        return new Plan(calls, deferred, ended);
    }
}
