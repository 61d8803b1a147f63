package dev.mailswitch.delivery.transport.smtp;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a server offers in its answer to EHLO.
///
/// @param maxSize octets of the largest message (RFC 1870); 0 if it is not limited or not told
/// @param maxRecipients of one transaction (RFC 9422); `Integer.MAX_VALUE` if not told
/// @param maxMails over one connection (RFC 9422); `Integer.MAX_VALUE` if not told
record Capabilities(
        boolean pipelining,
        boolean startTls,
        boolean size,
        long maxSize,
        boolean eightBitMime,
        boolean smtpUtf8,
        boolean dsn,
        boolean auth,
        Set<String> mechanisms,
        int maxRecipients,
        int maxMails) {

    /// Of a server that knows only HELO.
    static final Capabilities NONE = parse(List.of(""));

    static Capabilities parse(List<String> lines) {
        Set<String> keywords = new HashSet<>();
        Set<String> mechanisms = new HashSet<>();
        long maxSize = 0;
        int maxRecipients = Integer.MAX_VALUE;
        int maxMails = Integer.MAX_VALUE;
        // The first line is the greeting.
        for (String line : lines.subList(1, lines.size())) {
            // Old Exchange writes AUTH=LOGIN.
            String[] words = line.strip().toUpperCase(Locale.ROOT).split("[ \t]+|(?<=^AUTH)=");
            keywords.add(words[0]);
            for (int i = 1; i < words.length; i++) {
                switch (words[0]) {
                    case "AUTH" -> mechanisms.add(words[i]);
                    case "SIZE" -> maxSize = number(words[i], Long.MAX_VALUE, 0);
                    case "LIMITS" -> {
                        if (words[i].startsWith("RCPTMAX=")) {
                            maxRecipients = limit(words[i].substring(8));
                        } else if (words[i].startsWith("MAILMAX=")) {
                            maxMails = limit(words[i].substring(8));
                        }
                    }
                    // Extensions we have no use for.
                    default -> {}
                }
            }
        }
        return new Capabilities(
                keywords.contains("PIPELINING"),
                keywords.contains("STARTTLS"),
                keywords.contains("SIZE"),
                maxSize,
                keywords.contains("8BITMIME"),
                keywords.contains("SMTPUTF8"),
                keywords.contains("DSN"),
                keywords.contains("AUTH"),
                Set.copyOf(mechanisms),
                maxRecipients,
                maxMails);
    }

    private static int limit(String word) {
        int limit = (int) number(word, Integer.MAX_VALUE, Integer.MAX_VALUE);
        return limit == 0 ? Integer.MAX_VALUE : limit;
    }

    private static long number(String word, long max, long otherwise) {
        try {
            long number = Long.parseLong(word);
            return number < 0 || number > max ? otherwise : number;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
