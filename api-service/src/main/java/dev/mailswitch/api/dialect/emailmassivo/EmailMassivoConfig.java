package dev.mailswitch.api.dialect.emailmassivo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/// Settings of EmailMassivo's door.
@ConfigMapping(prefix = "mailswitch.emailmassivo")
interface EmailMassivoConfig {

    /// Requests in any second that one caller's address (IPv6: one /64) may make to EmailMassivo's
    /// door; 0: as many as it likes. Each process counts for itself.
    @WithDefault("10")
    int requestsPerSecond();

    /// Extensions of files that EmailMassivo's door does not take, in lower case and without dots.
    Optional<List<String>> forbiddenExtensions();

    /// First bytes, in hexadecimal, of files that EmailMassivo's door does not take.
    Optional<List<String>> forbiddenBeginnings();
}
