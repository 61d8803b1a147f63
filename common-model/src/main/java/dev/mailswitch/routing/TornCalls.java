package dev.mailswitch.routing;

import dev.mailswitch.routing.Decision.Send;
import dev.mailswitch.routing.Failover.Decided;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Which calls in doubt can no longer be repeated under their key.
///
/// A key stands for all recipients of its call. Who would get the mail twice if it came again:
/// - *All of them are in doubt and come again.* Nobody: either the provider knows the call and sends
///   nothing, or it never had it and sends it for the first time.
/// - *Somebody is missing, and the provider has the call for certain* (it accepted it for one of them,
///   or reported on one). Nobody, as long as it is the same call: those who are missing are in its
///   bytes again, nothing is sent, and what is answered is only put down for those in doubt.
/// - *Somebody is missing, and nobody knows whether the provider has the call.* In its bytes he might
///   get a mail that he must not have (he is suppressed by now) or has from elsewhere. Without him
///   it is another mail under the same key: refused if the call is known, and if it is not, the key
///   stands for something else from then on. So such a call is torn: its key is never used again.
///   The provider is asked about it where it can be, and what then has to go out is a call of its own
///   to those still open, who may get it twice if the mail's policy allows that.
/// - *The account, or what goes into the bytes, has changed since.* Another account does not know
///   the key and would send to all of them again; the same one refuses other bytes under it, for as
///   long as it knows the key. So the call is torn, too, whoever is missing.
final class TornCalls {

    private TornCalls() {}

    /// Those that are torn whatever is decided: something has changed, or somebody is over,
    /// suppressed, not due, or was tried elsewhere with an answer.
    static Set<UUID> of(Delivery delivery) {
        Set<UUID> torn = new HashSet<>(delivery.changed());
        Map<Integer, UUID> inDoubt = new HashMap<>();
        if (!delivery.earlier().isEmpty()) {
            for (Pending pending : delivery.recipients()) {
                var doubt = History.of(pending.attempts()).doubt();
                if (doubt != null && !pending.suppressed()) {
                    inDoubt.put(pending.position(), doubt.call());
                }
            }
        }
        for (EarlierCall call : delivery.earlier()) {
            boolean whole =
                    call.positions().stream()
                            .allMatch(position -> call.key().equals(inDoubt.get(position)));
            if (!whole && !call.arrived()) {
                torn.add(call.key());
            }
        }
        return torn;
    }

    /// Those of which a part would be repeated: the others were decided otherwise, as when only some
    /// of them go another way.
    static Set<UUID> among(Delivery delivery, List<Decided> decided) {
        Map<UUID, Set<Integer>> repeated = new HashMap<>();
        for (Decided one : decided) {
            if (one.decision() instanceof Send send
                    && send.repeat() != null
                    && send.repeat().kind() == Repeat.Kind.KEYED) {
                repeated.computeIfAbsent(send.repeat().call(), call -> new HashSet<>())
                        .add(one.recipient().position());
            }
        }
        Set<UUID> torn = new HashSet<>();
        for (EarlierCall call : delivery.earlier()) {
            Set<Integer> again = repeated.get(call.key());
            if (again != null && !call.arrived() && !again.containsAll(call.positions())) {
                torn.add(call.key());
            }
        }
        return torn;
    }
}
