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
/// @param repeat the call it repeats, and how, or null
public record Call(Route via, List<Item> items, @Nullable Repeat repeat) {

    public Call {
        items = List.copyOf(items);
        if (items.isEmpty()) {
            throw new IllegalArgumentException("a call for nobody");
        }
    }

    /// A recipient in a call.
    public record Item(Pending recipient, Send send) {}

    public Optional<UUID> repeated() {
        return Optional.ofNullable(repeat).map(Repeat::call);
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
