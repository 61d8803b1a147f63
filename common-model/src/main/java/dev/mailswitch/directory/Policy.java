package dev.mailswitch.directory;

import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What kind of mail it is: in which lane it goes, how long it is worth sending, and what holds where
/// its sender says nothing.
///
/// @param key         what requests name it by
/// @param timeToLive  from accept or from the time it is scheduled for, whichever is later; whole
///     seconds
/// @param onUnknown   null: as the environment says
/// @param trackOpens  null: as the door does
/// @param trackClicks null: as the door does
public record Policy(
        String key,
        Lane lane,
        Duration timeToLive,
        @Nullable OnUnknown onUnknown,
        @Nullable Boolean trackOpens,
        @Nullable Boolean trackClicks) {

    /// What one may be called: fit for a part of a header between colons (Feedback-ID).
    public static final Pattern KEY = Pattern.compile("[a-z0-9](?:[a-z0-9_-]{0,30}[a-z0-9])?");

    /// Less leaves no time to try again.
    public static final Duration SHORTEST_LIFE = Duration.ofMinutes(1);

    /// How long after its time a mail may still be sent: content and frames are kept longer.
    public static final Duration LONGEST_LIFE = Duration.ofDays(7);
}
