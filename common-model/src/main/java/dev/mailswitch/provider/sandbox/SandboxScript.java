package dev.mailswitch.provider.sandbox;

import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the sandbox does for one recipient. The part before the @ of an address under
/// `sandbox.test`, without its `+label`, names the script; every other address is delivered.
///
/// @param part        what happens
/// @param feedsHealth whether breakers and suppression may learn from it: only with the label
///     `live`, so that trying out a bounce harms nobody
public record SandboxScript(Part part, boolean feedsHealth) {

    /// The domain whose addresses are scripts.
    public static final String DOMAIN = "sandbox.test";

    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration THEN = Duration.ofSeconds(1);
    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final Duration THROTTLE = Duration.ofSeconds(3);

    /// The scripts there are.
    public enum Part {
        DELIVERED,
        BOUNCED,
        REFUSED,
        MAILBOX_FULL,
        BLOCKED,
        BLOCKED_ONCE,
        THROTTLED,
        DOWN,
        SLOW,
        UNKNOWN,
        COMPLAINED,
        OPENED,
        CLICKED,
        SUPPRESSED;

        /// As it stands before the @.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static Part ofWord(String word) {
            return Arrays.stream(values())
                    .filter(part -> part.word().equals(word))
                    .findFirst()
                    .orElse(DELIVERED);
        }
    }

    public static SandboxScript of(Address recipient) {
        if (!scripted(recipient)) {
            return new SandboxScript(Part.DELIVERED, false);
        }
        List<String> words = List.of(recipient.local().toLowerCase(Locale.ROOT).split("\\+", -1));
        boolean live = words.subList(1, words.size()).contains("live");
        return new SandboxScript(Part.ofWord(words.getFirst()), live);
    }

    /// Whether the address is one of the sandbox's own; mail to it goes to no other kind of
    /// provider.
    public static boolean scripted(Address recipient) {
        return recipient.domain().equals(DOMAIN);
    }

    /// Whether the recipient counts as being on the suppression list: it is never sent.
    public boolean suppressed() {
        return part == Part.SUPPRESSED;
    }

    /// The answer of one call.
    ///
    /// @param earlier attempts made for this recipient before, at whatever provider
    public SandboxAnswer answer(int earlier, Instant now) {
        return switch (part) {
            case DELIVERED -> accepted(delivered(SOON));
            case SLOW -> accepted(delivered(SLOW));
            case BOUNCED ->
                    accepted(
                            bounced(
                                    BounceClass.INVALID_RECIPIENT,
                                    "550 5.1.1 sandbox: no such mailbox"));
            case BLOCKED -> accepted(blocked());
            case BLOCKED_ONCE -> accepted(earlier == 0 ? blocked() : delivered(SOON));
            case COMPLAINED -> accepted(delivered(SOON), then(EventType.COMPLAINED));
            case OPENED -> accepted(delivered(SOON), then(EventType.OPENED));
            case CLICKED -> accepted(delivered(SOON), then(EventType.CLICKED));
            case REFUSED ->
                    only(
                            new Outcome.RecipientRefused(
                                    BounceClass.INVALID_RECIPIENT,
                                    true,
                                    "550 5.1.1 sandbox: no such mailbox"));
            case MAILBOX_FULL ->
                    only(
                            new Outcome.RecipientRefused(
                                    BounceClass.MAILBOX_FULL,
                                    false,
                                    "452 4.2.2 sandbox: mailbox full"));
            case SUPPRESSED ->
                    only(
                            new Outcome.RecipientRefused(
                                    BounceClass.SUPPRESSED, false, "sandbox: suppressed"));
            case THROTTLED ->
                    earlier == 0
                            ? only(
                                    new Outcome.Throttled(
                                            now.plus(THROTTLE), "450 4.7.1 sandbox: slow down"))
                            : accepted(delivered(SOON));
            case DOWN ->
                    only(new Outcome.Unavailable(Phase.CONNECT, "sandbox: connection refused"));
            case UNKNOWN ->
                    only(new Outcome.Unknown(Phase.ANSWER, "sandbox: no answer after the mail"));
        };
    }

    private static SandboxAnswer accepted(SandboxReport... reports) {
        return new SandboxAnswer(new Outcome.Accepted(null), List.of(reports));
    }

    private static SandboxAnswer only(Outcome outcome) {
        return new SandboxAnswer(outcome, List.of());
    }

    private static SandboxReport delivered(Duration after) {
        return new SandboxReport(EventType.DELIVERED, after, null, "250 2.0.0 sandbox: taken");
    }

    private static SandboxReport then(EventType type) {
        return new SandboxReport(type, THEN, null, null);
    }

    private static SandboxReport blocked() {
        return bounced(
                BounceClass.PROVIDER_BLOCK, "554 5.7.1 sandbox: your address is on a block list");
    }

    private static SandboxReport bounced(BounceClass bounceClass, @Nullable String reason) {
        return new SandboxReport(EventType.BOUNCED, SOON, bounceClass, reason);
    }
}
