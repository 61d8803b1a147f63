package dev.mailswitch.api.tracking;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What kind of program asks, by what it calls itself.
///
/// @param word as events carry it
/// @param bot  nobody sits at it, or nobody can tell whether somebody does
record Agent(String word, boolean bot) {

    private static final Agent BROWSER = new Agent("browser", false);
    private static final int LOOKED_AT = 1_024;

    /// @param part of the User-Agent, in lower case
    private record Rule(String part, Agent agent) {}

    /// Order counts: the first that fits wins.
    private static final List<Rule> RULES =
            List.of(
                    // Fetches for Gmail's readers, and ahead of them; tells nothing of the reader.
                    // https://support.google.com/mail/answer/145919
                    rule("googleimageproxy", "gmail_proxy"),
                    // https://senders.yahooinc.com/ (image proxy of Yahoo and AOL Mail)
                    rule("yahoomailproxy", "yahoo_proxy"),
                    rule("yahoocachesystem", "yahoo_proxy"),
                    // Office and Outlook ask what a link is before they open it.
                    // https://learn.microsoft.com/office/troubleshoot/office-suite-issues/office-hyperlink-redirects
                    rule("ms-office", "link_preview"),
                    rule("microsoft office", "link_preview"),
                    rule("bingpreview", "link_preview"),
                    rule("skypeuripreview", "link_preview"),
                    // Chats and networks that show what a link leads to; each names itself, as
                    // https://api.slack.com/robots and
                    // https://developers.facebook.com/docs/sharing/webmasters/web-crawlers
                    rule("slackbot", "link_preview"),
                    rule("slack-imgproxy", "link_preview"),
                    rule("facebookexternalhit", "link_preview"),
                    rule("whatsapp", "link_preview"),
                    rule("telegrambot", "link_preview"),
                    rule("twitterbot", "link_preview"),
                    rule("linkedinbot", "link_preview"),
                    rule("discordbot", "link_preview"),
                    // Security gateways that name themselves; most do not, see ClickWatch.
                    rule("barracuda", "scanner"),
                    rule("proofpoint", "scanner"),
                    rule("mimecast", "scanner"),
                    rule("symantec", "scanner"),
                    rule("messagelabs", "scanner"),
                    rule("trendmicro", "scanner"),
                    rule("fortinet", "scanner"),
                    rule("forcepoint", "scanner"),
                    rule("cisco", "scanner"),
                    rule("safelinks", "scanner"),
                    rule("urldefense", "scanner"),
                    rule("virustotal", "scanner"),
                    // What calls itself one, as RFC 9309 section 2.2.1 wants of crawlers.
                    rule("bot/", "crawler"),
                    rule("bot;", "crawler"),
                    rule("googlebot", "crawler"),
                    rule("bingbot", "crawler"),
                    rule("crawler", "crawler"),
                    rule("spider", "crawler"),
                    // Programs and libraries, not people.
                    rule("headlesschrome", "program"),
                    rule("phantomjs", "program"),
                    rule("curl/", "program"),
                    rule("wget/", "program"),
                    rule("python", "program"),
                    rule("go-http-client", "program"),
                    rule("apache-httpclient", "program"),
                    rule("java/", "program"),
                    rule("java-http-client", "program"),
                    rule("okhttp", "program"),
                    rule("axios", "program"),
                    rule("node-fetch", "program"),
                    rule("libwww-perl", "program"),
                    rule("guzzlehttp", "program"),
                    rule("ruby", "program"));

    private static Rule rule(String part, String word) {
        return new Rule(part, new Agent(word, true));
    }

    /// @param userAgent the header, or null
    /// @param head      only the headers are asked for, as people's programs never do
    static Agent of(@Nullable String userAgent, boolean head) {
        if (userAgent == null || userAgent.isBlank()) {
            return new Agent("unnamed", true);
        }
        // Apple's Mail Privacy Protection loads every image when the mail arrives, and calls
        // itself just this. https://support.apple.com/guide/mail/mlhl03be2866/mac
        if (userAgent.strip().equals("Mozilla/5.0")) {
            return new Agent("apple_privacy", true);
        }
        String lower =
                userAgent
                        .substring(0, Math.min(userAgent.length(), LOOKED_AT))
                        .toLowerCase(Locale.ROOT);
        for (Rule rule : RULES) {
            if (lower.contains(rule.part())) {
                return rule.agent();
            }
        }
        return head ? new Agent("head_request", true) : BROWSER;
    }
}
