package dev.mailswitch.api.accept;

import dev.mailswitch.directory.Policy;
import java.util.Objects;

/// What is added to a mail to learn what becomes of it.
///
/// @param opens       a pixel in the HTML
/// @param clicks      links that lead over us
/// @param unsubscribe headers and page of RFC 8058
/// @param textAsHtml  text without HTML becomes HTML, so that opens can be seen
/// @param opensAsked  whether `opens` is the sender's word; else the door's, and a policy's goes
///     before that
/// @param clicksAsked the same of `clicks`
public record Tracking(
        boolean opens,
        boolean clicks,
        boolean unsubscribe,
        boolean textAsHtml,
        boolean opensAsked,
        boolean clicksAsked) {

    public static final Tracking NONE = new Tracking(false, false, false);

    /// As the door does it.
    public Tracking(boolean opens, boolean clicks, boolean unsubscribe, boolean textAsHtml) {
        this(opens, clicks, unsubscribe, textAsHtml, false, false);
    }

    public Tracking(boolean opens, boolean clicks, boolean unsubscribe) {
        this(opens, clicks, unsubscribe, false);
    }

    /// The same where the sender has said so.
    public Tracking asked(boolean ofOpens, boolean ofClicks) {
        return new Tracking(opens, clicks, unsubscribe, textAsHtml, ofOpens, ofClicks);
    }

    /// What comes of it under a policy.
    Tracking under(Policy policy) {
        return new Tracking(
                opensAsked ? opens : Objects.requireNonNullElse(policy.trackOpens(), opens),
                clicksAsked ? clicks : Objects.requireNonNullElse(policy.trackClicks(), clicks),
                unsubscribe,
                textAsHtml,
                opensAsked,
                clicksAsked);
    }
}
