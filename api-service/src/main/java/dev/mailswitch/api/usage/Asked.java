package dev.mailswitch.api.usage;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Reach;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.directory.Directory;
import dev.mailswitch.model.id.EnvironmentId;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What both routes are asked alike.
final class Asked {

    private Asked() {}

    /// The environment the answer is about, or null for all of the organisation's.
    static @Nullable EnvironmentId environment(
            Directory directory, Caller caller, Parameters parameters) {
        return switch (Reach.of(directory, caller, parameters.text("environment").orElse(null))) {
            case Reach.One one -> one.environment().id();
            case Reach.All all -> null;
            case Reach.Unknown unknown ->
                    throw new Refused(Problem.of(new Stop.EnvironmentUnknown()));
            case Reach.Forbidden forbidden ->
                    throw new Refused(Problem.of(new Stop.EnvironmentForbidden()));
        };
    }

    static Optional<LocalDate> day(Parameters parameters, String name) {
        return parameters
                .text(name)
                .map(
                        text -> {
                            try {
                                LocalDate day = LocalDate.parse(text);
                                if (day.getYear() >= 2000 && day.getYear() < 3000) {
                                    return day;
                                }
                            } catch (DateTimeException notADay) {
                                // Said below.
                            }
                            throw Parameters.refused(name, "must be a day as in 2026-01-31");
                        });
    }
}
