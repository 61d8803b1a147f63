package dev.mailswitch.api.domain;

/// Asks DNS for TXT records.
@FunctionalInterface
interface TxtRecords {

    /// Blocks for a bounded time.
    ///
    /// @param name without a dot at the end
    TxtAnswer of(String name);
}
