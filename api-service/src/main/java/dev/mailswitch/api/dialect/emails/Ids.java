package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.model.id.EmailId;

/// Ids in paths.
final class Ids {

    private Ids() {}

    /// What is no id is as unknown as one that nobody has.
    static EmailId mail(String text) {
        try {
            return EmailId.parse(text);
        } catch (IllegalArgumentException none) {
            throw new Refused(Problem.notFound());
        }
    }
}
