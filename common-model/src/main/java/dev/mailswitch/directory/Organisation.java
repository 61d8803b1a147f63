package dev.mailswitch.directory;

import dev.mailswitch.model.id.OrganisationId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A tenant.
///
/// @param paused         accepts nothing and sends nothing; reading works
/// @param quota          recipients it may have accepted in a period, or null for no limit
/// @param allowedOrigins `scheme://host[:port]` of pages that may call with its keys
/// @param trackingUrl    base of the links in its mails, without a slash at the end; null: the
///     installation's public URL
public record Organisation(
        OrganisationId id,
        String name,
        boolean paused,
        @Nullable Quota quota,
        Set<String> allowedOrigins,
        @Nullable String trackingUrl) {

    public Organisation {
        allowedOrigins = Set.copyOf(allowedOrigins);
    }

    /// @param period UTC days or months
    public record Quota(Period period, long mails) {}

    public enum Period {
        DAY,
        MONTH
    }
}
