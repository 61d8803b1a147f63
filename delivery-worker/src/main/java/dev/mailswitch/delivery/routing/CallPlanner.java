package dev.mailswitch.delivery.routing;

import dev.mailswitch.delivery.routing.Call.Item;
import dev.mailswitch.delivery.routing.Decision.Send;
import dev.mailswitch.delivery.routing.Failover.Decided;
import dev.mailswitch.directory.Route;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Capabilities;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Groups what is to be sent of one mail into provider calls.
public final class CallPlanner {

    private CallPlanner() {}

    /// Recipients share a call when they go through the same provider and nothing in the body is
    /// made for one of them; a repeat shares it with those it was first sent with and nobody else.
    /// A probe speaks for one recipient domain, so it carries recipients of one; a repeat that is
    /// one carries all the same, since its key stands for all of them.
    ///
    /// @param decided      what was decided for each open recipient of the mail
    /// @param perRecipient the body differs by recipient (tracking, unsubscribe, VERP)
    public static List<Call> plan(List<Decided> decided, boolean perRecipient) {
        Map<Group, List<Item>> groups = new LinkedHashMap<>();
        for (Decided one : decided) {
            if (one.decision() instanceof Send send) {
                groups.computeIfAbsent(Group.of(one.recipient(), send), g -> new ArrayList<>())
                        .add(new Item(one.recipient(), send));
            }
        }
        List<Call> calls = new ArrayList<>();
        for (List<Item> items : groups.values()) {
            calls.addAll(cut(items, perRecipient));
        }
        return calls;
    }

    private static List<Call> cut(List<Item> items, boolean perRecipient) {
        Send first = items.getFirst().send();
        Route via = first.via();
        Capabilities can = via.provider().capabilities();
        int most = perRecipient ? 1 : Math.max(1, can.maxRecipients());
        List<Call> calls = new ArrayList<>();
        for (int from = 0; from < items.size(); from += most) {
            List<Item> part = items.subList(from, Math.min(items.size(), from + most));
            calls.add(new Call(via, part, first.repeatOf()));
        }
        return calls;
    }

    private record Group(
            ProviderId provider, @Nullable String probedDomain, @Nullable UUID repeatOf) {
        static Group of(Pending recipient, Send send) {
            return new Group(
                    send.via().provider().id(),
                    send.probe() && send.repeatOf() == null
                            ? recipient.address().asciiDomain()
                            : null,
                    send.repeatOf());
        }
    }
}
