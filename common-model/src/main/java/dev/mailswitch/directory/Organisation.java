package dev.mailswitch.directory;

import dev.mailswitch.model.id.OrganisationId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A tenant.
///
/// @param paused accepts nothing and sends nothing; reading works
/// @param quota  recipients it may have accepted in a period, or null for no limit
/// @param allowedOrigins `scheme://host[:port]` of pages that may call with its keys
public record Organisation(
        OrganisationId id,
        String name,
        boolean paused,
        @Nullable Quota quota,
        Set<String> allowedOrigins) {

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
