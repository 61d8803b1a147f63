package dev.mailswitch.api.admin;

import dev.mailswitch.api.dialect.Rfc3339;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One entry of the suppression list, as it is written and shown.
final class Suppression {

    private static final Set<String> REASONS =
            Set.of("unsubscribed", "complained", "bounced", "manual");

    /// What can be written.
    ///
    /// @param environment null: the whole organisation
    record Request(
            @Nullable String email,
            @Nullable String reason,
            @Nullable String environment,
            @Nullable String expiresAt) {}

    record View(
            String id,
            String email,
            String reason,
            @Nullable String environment,
            @Nullable String expiresAt,
            String createdAt) {}

    private Suppression() {}

    /// Writes a request into a new row; what is wrong is noted.
    static void apply(
            Request request, SuppressionEntity row, Rows rows, Instant now, Checks checks) {
        if (request.email() == null) {
            checks.missing("email");
        } else {
            try {
                row.address = Address.parse(request.email()).key();
            } catch (IllegalArgumentException wrong) {
                checks.wrong("email", String.valueOf(wrong.getMessage()));
            }
        }
        row.reason = Objects.requireNonNullElse(request.reason(), "manual");
        if (!REASONS.contains(row.reason)) {
            checks.wrong("reason", "must be unsubscribed, complained, bounced or manual");
        }
        row.environmentId =
                checks.own(
                        "environment",
                        EnvironmentEntity.class,
                        request.environment(),
                        new OrganisationId(row.organisationId),
                        rows);
        row.expiresAt = checks.expiry(request.expiresAt(), null, now);
    }

    static View view(SuppressionEntity row, Rows rows) {
        return new View(
                row.id.toString(),
                row.address,
                row.reason,
                rows.environment(new OrganisationId(row.organisationId), row.environmentId),
                Rfc3339.ofNullable(row.expiresAt),
                Rfc3339.of(row.createdAt));
    }
}
