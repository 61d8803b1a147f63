package dev.mailswitch.routing;

import dev.mailswitch.directory.Route;
import dev.mailswitch.routing.Decision.Send;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One call of a provider: the recipients that travel in it.
///
/// @param items  each recipient with its own Send
/// @param repeat the calls in doubt that it asks about or repeats, and how, or null
public record Call(Route via, List<Item> items, @Nullable Repeat repeat) {

    public Call {
        items = List.copyOf(items);
        if (items.isEmpty()) {
            throw new IllegalArgumentException("a call for nobody");
        }
    }

    /// A recipient in a call.
    public record Item(Pending recipient, Send send) {}

    /// The earlier call whose key it keeps. A copy has a key of its own, as a first call has: who
    /// asks for the first must not find the copy, which may have gone to others.
    public Optional<UUID> kept() {
        return Optional.ofNullable(repeat).filter(again -> isWhole(again, via)).map(Repeat::call);
    }

    /// The earlier calls that the provider is asked about before anything goes out.
    public List<UUID> asked() {
        return repeat == null || repeat.kind() == Repeat.Kind.KEYED ? List.of() : repeat.calls();
    }

    /// Whether it brings out no copy of its own: it is the earlier call again, or only a question
    /// about it, as it always is where keys are taken.
    static boolean isWhole(Repeat repeat, Route via) {
        return switch (repeat.kind()) {
            case KEYED -> true;
            case ASKED -> via.provider().capabilities().idempotent();
            case COPY -> false;
        };
    }

    /// Whether the probe must be won before it may go out.
    public boolean probe() {
        return items.stream().anyMatch(item -> item.send().probe());
    }

    /// The one for whose domain the probe is to be won.
    public Pending probed() {
        return items.stream()
                .filter(item -> item.send().probe())
                .findFirst()
                .orElse(items.getFirst())
                .recipient();
    }
}
