package dev.mailswitch.api.admin;

import dev.mailswitch.directory.Staging;
import dev.mailswitch.model.mail.Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Staging of an environment as it is written: one of the two.
///
/// @param only     addresses, and domains with an `@` before them, that get mail
/// @param redirect where all mail goes
record StagingSettings(@Nullable List<String> only, @Nullable String redirect) {

    private static final int MOST = 200;

    static @Nullable StagingSettings of(EnvironmentEntity row) {
        if (row.stagingOnly == null && row.stagingRedirect == null) {
            return null;
        }
        return new StagingSettings(
                row.stagingOnly == null ? null : List.of(row.stagingOnly), row.stagingRedirect);
    }

    /// What is stored of it; what is wrong goes to the checks.
    static @Nullable StagingSettings checked(@Nullable StagingSettings given, Checks checks) {
        if (given == null) {
            return null;
        }
        if ((given.only() == null) == (given.redirect() == null)) {
            checks.wrong("staging", "must have either only or redirect");
            return null;
        }
        return given.only() == null
                ? new StagingSettings(null, redirect(String.valueOf(given.redirect()), checks))
                : new StagingSettings(only(given.only(), checks), null);
    }

    private static @Nullable String redirect(String text, Checks checks) {
        try {
            return Address.of(text).email();
        } catch (IllegalArgumentException wrong) {
            checks.wrong("staging.redirect", String.valueOf(wrong.getMessage()));
            return null;
        }
    }

    private static List<String> only(List<String> given, Checks checks) {
        if (given.isEmpty() || given.size() > MOST) {
            checks.wrong("staging.only", "must be 1 to 200 addresses or @domains");
            return List.of();
        }
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            @Nullable String text = given.get(i);
            try {
                entries.add(Staging.entry(text == null ? "" : text));
            } catch (IllegalArgumentException wrong) {
                checks.wrong("staging.only[" + i + "]", "must be an address or @domain");
            }
        }
        return entries.stream().distinct().toList();
    }
}
