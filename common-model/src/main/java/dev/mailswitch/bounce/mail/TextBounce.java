package dev.mailswitch.bounce.mail;

import dev.mailswitch.bounce.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A bounce without a machine's part, as qmail, Exim, old Exchange and Sendmail write them: addresses
/// at the beginning of a line, and below or beside them why.
final class TextBounce {

    /// From here on it is the mail that came back.
    private static final List<String> ORIGINAL =
            List.of(
                    "--- below this line is a copy",
                    "------ this is a copy",
                    "----- original message",
                    "-----original message",
                    "original message headers",
                    "message headers follow",
                    "message header follows",
                    "returned message follows",
                    "undelivered message follows",
                    "unsent message below",
                    "--- returned message",
                    "the body of the message is",
                    "original message follows",
                    "enclosed is a copy",
                    "\nreturn-path:",
                    "\nreceived: ",
                    "--- the header of the original",
                    "----- message header",
                    "--- mail header",
                    "this is a copy of the message");

    /// It is not over yet, or nothing has to be done.
    private static final List<String> WARNINGS =
            List.of(
                    "this is a warning message only",
                    "do not need to resend",
                    "will continue to try",
                    "delivery attempts will continue",
                    "no action is required on your part",
                    "has not yet been delivered",
                    "delivery is delayed",
                    "will keep trying",
                    "delivery incomplete",
                    "still being attempted",
                    "will be retried");

    /// A permanent failure of which nothing more is known (RFC 3463 section 3).
    private static final String FOR_GOOD = "5.0.0";

    /// One address and what is said of it.
    private record Block(String address, String reason) {}

    private final BounceMails mails;
    private final Part whole;
    private final String text;

    /// To whom this mail was sent: to us.
    private final List<String> own;

    private final List<Block> blocks;

    TextBounce(BounceMails mails, Part whole) {
        this.mails = mails;
        this.whole = whole;
        Part read = whole.first("text/plain", "text/html");
        this.text = withoutOriginal(read == null ? whole.text() : read.text());
        String to = whole.fields().first("to");
        this.own = to == null ? List.of() : Addresses.in(to);
        this.blocks = blocksOf(text);
    }

    private static String withoutOriginal(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int end = text.length();
        for (String mark : ORIGINAL) {
            int at = lower.indexOf(mark);
            end = at > 0 && at < end ? at : end;
        }
        String before = text.substring(0, Math.min(end, text.length()));
        return before.indexOf('@') < 0 ? text : before;
    }

    /// Whether it speaks of a delay.
    boolean warns() {
        String subject = whole.fields().lower("subject");
        String lower = text.toLowerCase(Locale.ROOT);
        return subject.startsWith("warning: ")
                || subject.contains("delayed")
                || subject.contains("(delay)")
                || WARNINGS.stream().anyMatch(lower::contains);
    }

    List<FailedRecipient> failed() {
        List<String> recipients = recipients();
        return recipients.stream()
                .limit(Limits.RECIPIENTS)
                .map(address -> failed(address, reason(address), recipients.size() == 1))
                .toList();
    }

    /// What is said of an address, null if it is not mentioned.
    @Nullable String reasonFor(String address) {
        String reason = reason(address);
        return reason.isEmpty() ? null : reason;
    }

    /// @param alone the whole text speaks of this recipient
    private FailedRecipient failed(String address, String reason, boolean alone) {
        Refusal refusal = mails.refusal(null, reason.isEmpty() ? text : reason);
        if (alone && withoutCodes(refusal)) {
            Refusal ofAll = mails.refusal(null, text);
            refusal = withoutCodes(ofAll) ? refusal : ofAll;
        }
        if (withoutCodes(refusal)) {
            // It came back for good.
            refusal = Refusal.of(0, FOR_GOOD, refusal.unmasked(), refusal.afterData());
        }
        return new FailedRecipient(address, null, refusal, mails.classify(refusal));
    }

    private static boolean withoutCodes(Refusal refusal) {
        return refusal.code() == 0 && refusal.enhanced() == null;
    }

    private List<String> recipients() {
        String named = whole.fields().first("x-failed-recipients");
        if (named != null) {
            return Addresses.in(named);
        }
        List<String> found = new ArrayList<>();
        for (Block block : blocks) {
            if (found.stream().noneMatch(block.address()::equalsIgnoreCase)) {
                found.add(block.address());
            }
        }
        if (found.isEmpty()) {
            Addresses.in(text).stream().filter(this::foreign).findFirst().ifPresent(found::add);
        }
        return found;
    }

    private String reason(String address) {
        for (Block block : blocks) {
            if (block.address().equalsIgnoreCase(address) && block.reason().length() > 3) {
                return block.reason();
            }
        }
        return "";
    }

    private List<Block> blocksOf(String text) {
        List<Block> blocks = new ArrayList<>();
        String address = null;
        StringBuilder reason = new StringBuilder();
        for (String line : text.lines().toList()) {
            String begins = heading(line);
            boolean over = line.isBlank() && !reason.isEmpty();
            if (address != null && (begins != null || over)) {
                add(blocks, address, reason);
                address = null;
            }
            if (begins != null) {
                address = begins;
                reason.setLength(0);
                reason.append(rest(line, begins));
            } else if (address != null && reason.length() < Limits.FIELD) {
                reason.append(line.strip()).append(line.isBlank() ? "" : "\n");
            }
        }
        if (address != null) {
            add(blocks, address, reason);
        }
        return blocks;
    }

    private static void add(List<Block> blocks, String address, StringBuilder reason) {
        if (blocks.size() < Limits.RECIPIENTS) {
            blocks.add(new Block(address, reason.toString().strip()));
        }
    }

    /// The address a line begins with; null if it begins with anything else.
    private @Nullable String heading(String line) {
        String start = withoutLabel(line.strip());
        int from = 0;
        while (from < start.length() && "<'\"*-(\u2022\u00b7 [".indexOf(start.charAt(from)) >= 0) {
            from++;
        }
        String first = Addresses.firstIn(start);
        return first != null && start.startsWith(first, from) && foreign(first) ? first : null;
    }

    private static String withoutLabel(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        for (String label :
                List.of(
                        "final-recipient: rfc822;",
                        "original-recipient: rfc822;",
                        "recipient:",
                        "recipient address:",
                        "to:",
                        "email address:",
                        "failed recipient:",
                        "for <",
                        "user:")) {
            if (lower.startsWith(label)) {
                int end = label.endsWith("<") ? label.length() - 1 : label.length();
                return line.substring(end).strip();
            }
        }
        return line;
    }

    /// What stands behind the address on its line.
    private static String rest(String line, String address) {
        int end = line.indexOf(address) + address.length();
        String rest = line.substring(end).strip();
        int from = 0;
        while (from < rest.length() && ">'\"):;,]. ".indexOf(rest.charAt(from)) >= 0) {
            from++;
        }
        String said = rest.substring(from).strip();
        return said.isEmpty() ? "" : said + "\n";
    }

    /// Neither a mail system's nor the one this mail was sent to, which is ours.
    private boolean foreign(String address) {
        return !Addresses.isDaemon(address) && own.stream().noneMatch(address::equalsIgnoreCase);
    }
}
