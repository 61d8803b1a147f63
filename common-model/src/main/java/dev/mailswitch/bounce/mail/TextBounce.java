package dev.mailswitch.bounce.mail;

import dev.mailswitch.bounce.Classification;
import dev.mailswitch.bounce.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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

    private static final String TRANSCRIPT = "transcript of session follows";

    /// Letters of `554 5.1.1`, and of a longer enhanced code.
    private static final int LONGEST_CODES = 12;

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

    private final Dialogue dialogue;

    /// Whether any block says something known; null until asked.
    private @Nullable Boolean known;

    TextBounce(BounceMails mails, Part whole) {
        this.mails = mails;
        this.whole = whole;
        Part read = whole.first("text/plain", "text/html");
        String said = read == null ? whole.text() : read.text();
        this.text = withoutOriginal(BareNames.completed(said, writtenTo(said)));
        this.dialogue = Dialogue.in(text);
        String to = whole.fields().first("to");
        this.own = to == null ? List.of() : Addresses.in(to);
        List<Block> others = blocksOf(text, this::foreign);
        // A sender may have written to himself.
        this.blocks =
                others.isEmpty() ? blocksOf(text, address -> !Addresses.isDaemon(address)) : others;
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

    /// Whether a mail lies inside and the text before it says that it could not be delivered.
    static boolean returnsMail(Part whole) {
        Part text = whole.first("text/plain");
        return text != null
                && whole.first("message/rfc822") != null
                && text.text().toLowerCase(Locale.ROOT).contains("not be delivered to:");
    }

    /// Of those the mail that came back was for, if nothing else tells.
    List<FailedRecipient> failedOfReturned() {
        return failed(ofReturned());
    }

    /// To whom the mail that came back was written, as far as it says so.
    List<String> ofReturned() {
        Part mail = whole.first("message/rfc822");
        String to =
                mail == null || mail.children().isEmpty()
                        ? null
                        : mail.children().getFirst().fields().first("to");
        return to == null ? List.of() : Addresses.in(to);
    }

    /// The same, also if its header only stands in the text.
    private List<String> writtenTo(String said) {
        String fields =
                said.lines().filter(TextBounce::isRecipients).collect(Collectors.joining("\n"));
        Set<String> all = new LinkedHashSet<>(ofReturned());
        all.addAll(Addresses.in(fields));
        return List.copyOf(all);
    }

    private static boolean isRecipients(String line) {
        String start = line.substring(0, Math.min(3, line.length())).toLowerCase(Locale.ROOT);
        return start.equals("to:") || start.equals("cc:");
    }

    /// All that it says before the mail that came back.
    String all() {
        return text;
    }

    List<FailedRecipient> failed() {
        return failed(recipients());
    }

    private List<FailedRecipient> failed(List<String> recipients) {
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
        List<Refusal> said = new ArrayList<>();
        String stated = alone ? StatedReason.in(text) : null;
        if (stated != null) {
            said.add(mails.refusal(null, stated));
        }
        String answer = dialogue.answerTo(address);
        if (answer != null) {
            said.add(mails.refusal(null, answer));
        }
        if (!reason.isEmpty()) {
            said.add(mails.refusal(null, reason));
        }
        if (stated == null && (alone || answer == null && !anyBlockIsKnown()) || said.isEmpty()) {
            said.add(mails.refusal(null, text));
        }
        Refusal refusal = mails.clearest(said);
        if (withoutCodes(refusal)) {
            // It came back for good.
            refusal = Refusal.of(0, FOR_GOOD, refusal.unmasked(), refusal.afterData());
        }
        return new FailedRecipient(address, null, refusal, mails.classify(refusal));
    }

    /// Whether something known is said beside an address; else what is said is said of all.
    private boolean anyBlockIsKnown() {
        if (known == null) {
            known =
                    blocks.stream()
                            .map(block -> mails.classify(mails.refusal(null, block.reason())))
                            .anyMatch(Classification::byWords);
        }
        return known;
    }

    /// What Sendmail shows of its dialogue, without its own commands; null if it shows none.
    @Nullable String transcript() {
        int at = text.toLowerCase(Locale.ROOT).indexOf(TRANSCRIPT);
        if (at < 0) {
            return null;
        }
        StringBuilder said = new StringBuilder();
        for (String line : text.substring(at + TRANSCRIPT.length()).lines().skip(1).toList()) {
            if (line.startsWith("   ---") || said.length() > Limits.FIELD) {
                break;
            }
            if (!line.startsWith(">>>") && !line.startsWith("... while")) {
                said.append(line.startsWith("<<< ") ? line.substring(4) : line).append('\n');
            }
        }
        return said.isEmpty() ? null : said.toString();
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

    private static List<Block> blocksOf(String text, Predicate<String> wanted) {
        List<Block> blocks = new ArrayList<>();
        String address = null;
        StringBuilder reason = new StringBuilder();
        for (String line : text.lines().toList()) {
            String begins = heading(line, wanted);
            // Some repeat the address before what the host said of it.
            begins = begins != null && begins.equalsIgnoreCase(address) ? null : begins;
            boolean over = line.isBlank() ? isSaid(reason) : isRule(line) || isOfMail(line);
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

    /// Something that does not only lead to what comes, as `because:`.
    private static boolean isSaid(StringBuilder reason) {
        int end = reason.length() - 1;
        while (end >= 0 && reason.charAt(end) <= ' ') {
            end--;
        }
        return end >= 0 && reason.charAt(end) != ':';
    }

    /// A line drawn across: what is below belongs to something else.
    private static boolean isRule(String line) {
        String start = line.strip();
        return start.startsWith("---") || start.startsWith("===") || start.startsWith("***");
    }

    /// Of the mail that came back, which some name by its fields before they say why.
    private static boolean isOfMail(String line) {
        String start = line.strip().toLowerCase(Locale.ROOT);
        return start.startsWith("subject:") || start.startsWith("sent:");
    }

    private static void add(List<Block> blocks, String address, StringBuilder reason) {
        if (blocks.size() < Limits.RECIPIENTS) {
            blocks.add(new Block(address, reason.toString().strip()));
        }
    }

    /// The address a line begins with; null if it begins with anything else.
    private static @Nullable String heading(String line, Predicate<String> wanted) {
        String start = withoutLabel(withoutCode(line.strip()));
        int from = 0;
        while (from < start.length() && "<'\"*-(\u2022\u00b7 [".indexOf(start.charAt(from)) >= 0) {
            from++;
        }
        String first = Addresses.firstIn(start);
        return first != null && start.startsWith(first, from) && wanted.test(first) ? first : null;
    }

    /// `554 <ann@example.com>... Host unknown`, as Sendmail writes it.
    private static String withoutCode(String line) {
        int at = line.indexOf(" <");
        boolean code = at >= 3 && at <= LONGEST_CODES && Character.isDigit(line.charAt(0));
        return code && line.indexOf(">...", at) > 0 ? line.substring(at + 1) : line;
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
                        "rcpt to:",
                        "email address:",
                        "mail address:",
                        "target mail address:",
                        "could not be delivered to:",
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
