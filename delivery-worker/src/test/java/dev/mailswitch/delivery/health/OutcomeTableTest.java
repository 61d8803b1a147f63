package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.model.outcome.Outcome.Accepted;
import dev.mailswitch.model.outcome.Outcome.Blocked;
import dev.mailswitch.model.outcome.Outcome.MessageRefused;
import dev.mailswitch.model.outcome.Outcome.Misconfigured;
import dev.mailswitch.model.outcome.Outcome.RecipientRefused;
import dev.mailswitch.model.outcome.Outcome.Throttled;
import dev.mailswitch.model.outcome.Outcome.Unavailable;
import dev.mailswitch.model.outcome.Outcome.Unknown;
import dev.mailswitch.model.outcome.Outcome.Unsuited;
import dev.mailswitch.model.outcome.Phase;
import dev.mailswitch.model.outcome.Scope;
import dev.mailswitch.routing.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The outcome table: what the engine and health make of each answer. The page of the
/// documentation is rendered from the rows below; run with `-Doutcomes.write=true` to renew it.
class OutcomeTableTest {

    private static final Path PAGE = Path.of("..", "docs", "architecture", "outcomes.md");
    private static final String NO = "550 no";

    /// @param name      of the answer
    /// @param blame     who is to blame
    /// @param elsewhere what follows when a second provider is free
    /// @param alone     what follows when there is no other
    /// @param health    what each scope learns
    record Row(
            String name,
            Outcome outcome,
            String blame,
            String elsewhere,
            String alone,
            String health,
            boolean suppress) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        String ok = "success";
        String failed = "failure: provider, recipient domain";
        return Stream.of(
                row(
                        "Accepted, and blocked by a later report",
                        new Accepted("id"),
                        "provider",
                        "other provider",
                        "failed",
                        ok),
                new Row(
                        "RecipientRefused, permanent, hard class",
                        new RecipientRefused(BounceClass.INVALID_RECIPIENT, true, NO),
                        "recipient",
                        "bounced",
                        "bounced",
                        ok,
                        true),
                row(
                        "RecipientRefused, mailbox full",
                        new RecipientRefused(BounceClass.MAILBOX_FULL, true, NO),
                        "recipient",
                        "wait",
                        "wait",
                        ok),
                row(
                        "RecipientRefused, temporary",
                        new RecipientRefused(BounceClass.TRANSIENT, false, NO),
                        "recipient",
                        "wait",
                        "wait",
                        ok),
                row(
                        "RecipientRefused, a policy of unclear cause",
                        new RecipientRefused(BounceClass.POLICY, true, NO),
                        "recipient",
                        "other provider",
                        "bounced",
                        ok),
                row(
                        "MessageRefused, the same everywhere",
                        new MessageRefused(BounceClass.DOMAIN_BLOCK, false, NO),
                        "message",
                        "failed",
                        "failed",
                        ok),
                row(
                        "MessageRefused, may differ elsewhere",
                        new MessageRefused(BounceClass.MESSAGE_TOO_LARGE, true, NO),
                        "message",
                        "other provider",
                        "failed",
                        ok),
                row(
                        "Unsuited: it cannot carry the mail, and was not asked",
                        new Unsuited(BounceClass.PROTOCOL, "no inline images"),
                        "message",
                        "other provider",
                        "failed",
                        "none"),
                row(
                        "Blocked at the recipient's domain",
                        new Blocked(BounceClass.PROVIDER_BLOCK, Scope.RECIPIENT_DOMAIN, NO),
                        "provider",
                        "other provider",
                        "failed",
                        "failure: recipient domain"),
                row(
                        "Blocked for the sender's domain",
                        new Blocked(BounceClass.AUTH_POLICY, Scope.SENDER_DOMAIN, NO),
                        "provider",
                        "other provider",
                        "failed",
                        "failure: sender domain"),
                row(
                        "Throttled",
                        new Throttled(OneAnswer.NOW.plusSeconds(30), NO),
                        "account's rate",
                        "other provider",
                        "wait",
                        "none; its gate closes"),
                row(
                        "Misconfigured, the account",
                        new Misconfigured("what", Scope.PROVIDER, NO),
                        "account",
                        "other provider",
                        "wait",
                        "opens: provider"),
                row(
                        "Misconfigured, the sender's domain",
                        new Misconfigured("what", Scope.SENDER_DOMAIN, NO),
                        "account",
                        "other provider",
                        "wait",
                        "opens: sender domain"),
                row(
                        "Unavailable, no connection",
                        new Unavailable(Phase.CONNECT, NO),
                        "provider or network",
                        "other provider",
                        "wait",
                        "conclusive failure: provider"),
                row(
                        "Unavailable, in the dialogue",
                        new Unavailable(Phase.ENVELOPE, NO),
                        "provider or network",
                        "other provider",
                        "wait",
                        failed),
                row(
                        "Unknown, at least once, first time",
                        new Unknown(Phase.ANSWER, NO),
                        "nobody",
                        "same call again",
                        "same call again",
                        failed));
    }

    private static Row row(
            String name,
            Outcome outcome,
            String blame,
            String elsewhere,
            String alone,
            String health) {
        return new Row(name, outcome, blame, elsewhere, alone, health, false);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void answerLeadsWhereTheTableSays(Row row) {
        assertThat(words(OneAnswer.withAnother(row.outcome()))).isEqualTo(row.elsewhere());
        assertThat(words(OneAnswer.alone(row.outcome()))).isEqualTo(row.alone());
        assertThat(health(row.outcome())).isEqualTo(row.health());
        assertThat(
                        row.outcome() instanceof RecipientRefused r
                                && r.permanent()
                                && r.bounceClass().suppresses())
                .isEqualTo(row.suppress());
    }

    private static String words(Decision decision) {
        return switch (decision) {
            case Decision.Send send ->
                    send.repeated().isPresent() ? "same call again" : "other provider";
            case Decision.Wait wait -> "wait";
            case Decision.Settle settle -> settle.status().word();
        };
    }

    private static String health(Outcome outcome) {
        if (outcome instanceof Throttled) {
            return "none; its gate closes";
        }
        Map<String, List<String>> scopes = new TreeMap<>();
        Blame.of(outcome)
                .forEach(
                        (scope, mark) ->
                                scopes.merge(
                                        mark.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                                        List.of(scope.word().replace('_', ' ')),
                                        (one, two) ->
                                                Stream.concat(one.stream(), two.stream())
                                                        .sorted(
                                                                java.util.Comparator.comparing(
                                                                        String::length))
                                                        .toList()));
        if (scopes.isEmpty()) {
            return "none";
        }
        if (scopes.keySet().equals(java.util.Set.of("success"))) {
            return "success";
        }
        scopes.remove("success");
        Map.Entry<String, List<String>> only = scopes.entrySet().iterator().next();
        String verb = only.getKey().equals("open") ? "opens" : only.getKey();
        return verb + ": " + String.join(", ", only.getValue());
    }

    @Test
    void pageShowsThisTable() throws IOException {
        String rendered = rendered();
        if (Boolean.getBoolean("outcomes.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, rendered);
        }
        assertThat(PAGE).hasContent(rendered);
    }

    private static String rendered() {
        var page =
                new StringBuilder(
                        """
                        # What a provider's answer leads to

                        Rendered from `OutcomeTableTest`, which asks the failover engine and the
                        health rules for every row; do not edit by hand. To renew it:
                        `./mvnw -pl delivery-worker -am test -Dtest=OutcomeTableTest
                        -Dsurefire.failIfNoSpecifiedTests=false -Doutcomes.write=true`.

                        *Wait* is a retry with growing pauses inside the mail's deadline; a
                        provider that throttles is left alone until its hint. *Same call again*
                        holds for plain relays under `at_least_once`; under `at_most_once` the mail
                        fails as unknown instead. A provider that reports later is given a minute
                        first, and one that recognises keys is asked with the same key.

                        | answer | blame | another provider is free | no other provider | health | suppress |
                        |---|---|---|---|---|---|
                        """);
        rows().forEach(
                        row ->
                                page.append("| ")
                                        .append(
                                                String.join(
                                                        " | ",
                                                        row.name(),
                                                        row.blame(),
                                                        words(OneAnswer.withAnother(row.outcome())),
                                                        words(OneAnswer.alone(row.outcome())),
                                                        health(row.outcome()),
                                                        row.suppress() ? "yes" : "no"))
                                        .append(" |\n"));
        page.append(classes());
        return page.toString();
    }

    private static String classes() {
        var table =
                new StringBuilder(
                        """

                        ## Classes of refusals

                        What can still be done when a refusal of this class speaks of a recipient,
                        or comes after the mail was accepted. `content_rejected` in answer to the
                        mail itself is the row *MessageRefused, may differ elsewhere*: filters
                        differ, so one other provider is tried.

                        | class | what can still be done | a permanent one suppresses |
                        |---|---|---|
                        """);
        for (BounceClass c : BounceClass.values()) {
            table.append(
                    "| `%s` | %s | %s |%n"
                            .formatted(
                                    c.word(),
                                    switch (c.remedy()) {
                                        case NONE -> "nothing";
                                        case LATER -> "the same later";
                                        case OTHER_PROVIDER -> "other providers";
                                        case OTHER_PROVIDER_ONCE -> "one other provider";
                                    },
                                    c.suppresses() ? "yes" : "no"));
        }
        return table.toString();
    }
}
