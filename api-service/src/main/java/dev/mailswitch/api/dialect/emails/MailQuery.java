package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.ledger.reading.MailFilter;
import dev.mailswitch.ledger.reading.Paging;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.provider.Provider;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
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

    /// Refuses with 400, naming the parameter.
    static MailQuery of(MultiMap query, OrganisationId organisation, Directory directory) {
        Parameters parameters = new Parameters(query, KNOWN);
        MailFilter filter =
                new MailFilter(
                        parameters.text("status").map(MailQuery::status).orElse(null),
                        parameters
                                .text("environment")
                                .map(
                                        name ->
                                                directory
                                                        .environment(organisation, name)
                                                        .map(Environment::id)
                                                        .orElseThrow(() -> unknown("environment")))
                                .orElse(null),
                        parameters.text("recipient").map(MailQuery::address).orElse(null),
                        parameters.text("tag").orElse(null),
                        parameters.time("created_after").orElse(null),
                        parameters.time("created_before").orElse(null),
                        parameters
                                .text("provider")
                                .map(name -> provider(name, organisation, directory))
                                .orElse(null));
        Paging page =
                new Paging(
                        parameters.limit(),
                        parameters.number("offset", 0, Paging.MAX_OFFSET, 0),
                        after(parameters.cursor()));
        return new MailQuery(filter, page);
    }

    private static Status status(String word) {
        return Arrays.stream(Status.values())
                .filter(status -> status.word().equals(word))
                .findFirst()
                .orElseThrow(() -> Parameters.refused("status", "is none"));
    }

    private static Address address(String text) {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException none) {
            throw Parameters.refused("recipient", "must be an address");
        }
    }

    private static ProviderId provider(
            String text, OrganisationId organisation, Directory directory) {
        return directory.providers().stream()
                .filter(provider -> provider.organisationId().equals(organisation))
                .filter(p -> p.name().equals(text) || p.id().toString().equals(text))
                .map(Provider::id)
                .findFirst()
                .orElseThrow(() -> unknown("provider"));
    }

    private static RuntimeException unknown(String name) {
        return Parameters.refused(name, "is not known");
    }

    private static @Nullable EmailId after(@Nullable UUID cursor) {
        try {
            return cursor == null ? null : new EmailId(cursor);
        } catch (IllegalArgumentException none) {
            throw Parameters.refused("cursor", "is none of ours");
        }
    }
}
