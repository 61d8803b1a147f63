package dev.mailswitch.api.accept;

/// What is added to a mail to learn what becomes of it.
///
/// @param opens       a pixel in the HTML
/// @param clicks      links that lead over us
/// @param unsubscribe headers and page of RFC 8058
/// @param textAsHtml  text without HTML becomes HTML, so that opens can be seen
public record Tracking(boolean opens, boolean clicks, boolean unsubscribe, boolean textAsHtml) {

    public static final Tracking NONE = new Tracking(false, false, false);

    public Tracking(boolean opens, boolean clicks, boolean unsubscribe) {
        this(opens, clicks, unsubscribe, false);
    }
}
