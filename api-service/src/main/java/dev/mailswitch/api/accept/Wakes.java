package dev.mailswitch.api.accept;

import dev.mailswitch.model.wire.Wake;

/// Tells the workers that a mail is there. Never blocks and may lose: the work list knows better.
@FunctionalInterface
public interface Wakes {

    void wake(Wake record);
}
