package dev.mailswitch.provider;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// What answers to questions about an account come to, where vendors do not differ. None of the
/// words of a vendor goes into them.
public final class Standings {

    private Standings() {}

    public static Readiness ready() {
        return new Readiness.Ready();
    }

    /// @param what is missing, and what to do
    public static Readiness notReady(String what) {
        return new Readiness.NotReady(what);
    }

    /// @param why in words that go on after `not known: `
    public static Readiness notKnown(String why) {
        return new Readiness.NotKnown(why);
    }

    /// @param why in words that go on after `not known: `
    public static Readiness unanswered(String why) {
        return new Readiness.Unanswered(why);
    }

    /// An answer that says nothing of the account: a fault of the vendor's or of what is between, or
    /// one that its page does not list. A `Standing` asks here last. With 429 and 5xx the question was
    /// not answered.
    public static Readiness unclear(String vendor, HttpAnswer answer) {
        String answered = vendor + " answered " + answer.status() + " to the question";
        return switch (answer.status()) {
            case 429 -> unanswered(vendor + " is asked too often now");
            case 404, 405 -> notKnown(answered + ": check base_url");
            default -> {
                if (answer.status() >= 500) {
                    yield unanswered(answered);
                }
                yield notKnown(
                        answer.success()
                                ? vendor + " answered with something that cannot be read"
                                : answered);
            }
        };
    }

    /// A key that may not put the question about a From, which says nothing about the From.
    ///
    /// @param takes what the key would need: `the permission ses:ListEmailIdentities`
    public static Readiness mayNotAsk(String vendor, String takes) {
        return notKnown(vendor + " does not tell this key about a From; that takes " + takes);
    }

    /// The domain of a From.
    public static String domain(String from) {
        return from.substring(from.lastIndexOf('@') + 1);
    }

    /// Text as a segment of a path, or a value in a query (RFC 3986 section 2.1).
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
