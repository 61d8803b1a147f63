package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Reach;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.api.dialect.Query;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.ledger.reading.MailFilter;
import dev.mailswitch.ledger.reading.Paging;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.provider.Provider;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The query of a list of mails.
record MailQuery(MailFilter filter, Paging page) {

    private static final Set<String> KNOWN =
            Set.of(
                    "status",
                    "limit",
                    "offset",
                    "cursor",
                    "environment",
                    "recipient",
                    "tag",
                    "created_after",
                    "created_before",
                    "provider");

    /// The query of a caller, within the environments it may see.
    static Step<MailQuery> of(MultiMap given, Caller caller, Directory directory) {
        Findings findings = new Findings();
        Query query = new Query(given, KNOWN, findings);
        @Nullable String environment = query.text("environment").orElse(null);
        return switch (Reach.of(directory, caller, environment)) {
            case Reach.One one -> of(query, one.environment().id(), caller, directory, findings);
            case Reach.All all -> of(query, null, caller, directory, findings);
            case Reach.Forbidden forbidden -> Step.stopped(new Stop.EnvironmentForbidden());
            case Reach.Unknown unknown -> {
                if (environment == null) {
                    yield Step.stopped(new Stop.EnvironmentUnknown());
                }
                findings.invalid("environment", "is not known");
                yield of(query, null, caller, directory, findings);
            }
        };
    }

    private static Step<MailQuery> of(
            Query query,
            @Nullable EnvironmentId environment,
            Caller caller,
            Directory directory,
            Findings findings) {
        MailFilter filter =
                new MailFilter(
                        query.text("status").map(word -> status(word, findings)).orElse(null),
                        environment,
                        query.text("recipient").map(text -> address(text, findings)).orElse(null),
                        query.text("tag").orElse(null),
                        query.time("created_after").orElse(null),
                        query.time("created_before").orElse(null),
                        query.text("provider")
                                .map(name -> provider(name, caller, directory, findings))
                                .orElse(null));
        Paging page =
                new Paging(
                        query.number("limit", 1, Parameters.MAX_LIMIT, Parameters.DEFAULT_LIMIT),
                        query.number("offset", 0, Paging.MAX_OFFSET, 0),
                        after(query.cursor(), findings));
        return findings.errors().isEmpty()
                ? Step.passed(new MailQuery(filter, page))
                : Step.stopped(new Stop.Invalid(findings.errors()));
    }

    private static @Nullable Status status(String word, Findings findings) {
        for (Status status : Status.values()) {
            if (status.word().equals(word)) {
                return status;
            }
        }
        findings.invalid(
                "status",
                "must be one of "
                        + Arrays.stream(Status.values())
                                .map(Status::word)
                                .collect(Collectors.joining(", ")));
        return null;
    }

    private static @Nullable Address address(String text, Findings findings) {
        return findings.checked("recipient", () -> Address.parse(text));
    }

    private static @Nullable ProviderId provider(
            String text, Caller caller, Directory directory, Findings findings) {
        for (Provider provider : directory.providers()) {
            if (provider.organisationId().equals(caller.organisation())
                    && (provider.name().equals(text) || provider.id().toString().equals(text))) {
                return provider.id();
            }
        }
        findings.invalid("provider", "is not known");
        return null;
    }

    private static @Nullable EmailId after(@Nullable UUID cursor, Findings findings) {
        try {
            return cursor == null ? null : new EmailId(cursor);
        } catch (IllegalArgumentException none) {
            findings.invalid("cursor", "must be the next_cursor of a page before");
            return null;
        }
    }
}
