package dev.mailswitch.provider.sparkpost;

import java.util.Locale;

/// How SparkPost says that an address is on one of its lists: "recipient address was suppressed
/// due to customer policy", or "due to system policy". There is no code that says only this.
final class Suppression {

    private Suppression() {}

    static boolean isMeant(String words) {
        return words.toLowerCase(Locale.ROOT).contains("suppress");
    }
}
