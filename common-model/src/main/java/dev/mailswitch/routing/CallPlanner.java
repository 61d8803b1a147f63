package dev.mailswitch.routing;

import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Capabilities;
import dev.mailswitch.routing.Call.Item;
import dev.mailswitch.routing.Decision.Send;
import dev.mailswitch.routing.Failover.Decided;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Groups what is to be sent of one mail into provider calls.
public final class CallPlanner {

    private CallPlanner() {}

    /// Recipients share a call when they go through the same provider and nothing in the body is
    /// made for one of them; one that repeats earlier calls, or asks about them, shares it with
    /// those who were in the same and nobody else. A probe speaks for one recipient domain, so it
    /// carries recipients of one; a repeat under a key, or a question, that is one carries all the
    /// same.
    ///
    /// A repeat under a key is never cut, whatever the limits are by now: its key stands for all of
    /// them. What is, or may become, another copy is cut as a first call is.
    ///
    /// Where To and Cc are the envelope, a call needs somebody whom it shows: hidden recipients go
    /// with one that has visible ones, or else alone, since they would see each other.
    ///
    /// @param decided      what was decided for each open recipient of the mail
    /// @param perRecipient the body differs by recipient (tracking, unsubscribe, VERP)
    /// @param hidden       positions of the recipients that nobody may see (Bcc)
    public static List<Call> plan(
            List<Decided> decided, boolean perRecipient, Set<Integer> hidden) {
        Map<Group, List<Item>> groups = new LinkedHashMap<>();
        for (Decided one : decided) {
            if (one.decision() instanceof Send send) {
                groups.computeIfAbsent(Group.of(one.recipient(), send), g -> new ArrayList<>())
                        .add(new Item(one.recipient(), send));
            }
        }
        List<Call> calls = new ArrayList<>();
        for (List<Item> items : groups.values()) {
            calls.addAll(cut(items, perRecipient, hidden));
        }
        return calls;
    }

    private static List<Call> cut(List<Item> items, boolean perRecipient, Set<Integer> hidden) {
        Send first = items.getFirst().send();
        Capabilities can = first.via().provider().capabilities();
        int most = perRecipient ? 1 : Math.max(1, can.maxRecipients());
        if (first.repeat() != null && Call.isWhole(first.repeat(), first.via())) {
            return List.of(new Call(first.via(), items, first.repeat()));
        }
        List<List<Item>> parts =
                can.separateEnvelope() || most == 1
                        ? parts(items, most)
                        : partsWithSomebodyShown(items, most, hidden);
        return parts.stream().map(part -> new Call(first.via(), part, first.repeat())).toList();
    }

    private static List<List<Item>> parts(List<Item> items, int most) {
        List<List<Item>> parts = new ArrayList<>();
        for (int from = 0; from < items.size(); from += most) {
            parts.add(items.subList(from, Math.min(items.size(), from + most)));
        }
        return parts;
    }

    private static List<List<Item>> partsWithSomebodyShown(
            List<Item> items, int most, Set<Integer> hidden) {
        List<Item> shown = new ArrayList<>();
        List<Item> unseen = new ArrayList<>();
        items.forEach(
                item -> (hidden.contains(item.recipient().position()) ? unseen : shown).add(item));
        List<List<Item>> parts = new ArrayList<>();
        parts(shown, most).forEach(part -> parts.add(new ArrayList<>(part)));
        for (Item item : unseen) {
            if (!parts.isEmpty() && parts.getLast().size() < most && shows(parts, hidden)) {
                parts.getLast().add(item);
            } else {
                parts.add(new ArrayList<>(List.of(item)));
            }
        }
        return parts;
    }

    /// Whether the last part shows anybody.
    private static boolean shows(List<List<Item>> parts, Set<Integer> hidden) {
        return parts.getLast().stream()
                .anyMatch(item -> !hidden.contains(item.recipient().position()));
    }

    private record Group(
            ProviderId provider, @Nullable String probedDomain, @Nullable Repeat repeat) {
        static Group of(Pending recipient, Send send) {
            return new Group(
                    send.via().provider().id(),
                    send.probe() && copies(send.repeat())
                            ? recipient.address().asciiDomain()
                            : null,
                    send.repeat());
        }

        /// Whether it goes out for certain, so that its probe is of one domain.
        private static boolean copies(@Nullable Repeat repeat) {
            return repeat == null || repeat.kind() == Repeat.Kind.COPY;
        }
    }
}
