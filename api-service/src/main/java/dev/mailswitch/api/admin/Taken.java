package dev.mailswitch.api.admin;

import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Problem;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/// What the answer says when the database says that a name is taken: which field, and which value
/// of it. Whatever may not stand twice in an organisation has a constraint that is known here.
///
/// @param kind  of what there is
/// @param field of a request
record Taken(String kind, String field) {

    private static final Map<String, Taken> BY_CONSTRAINT =
            Map.of(
                    "environment_organisation_id_name_key", new Taken("environment", "name"),
                    "provider_organisation_id_name_key", new Taken("provider", "name"),
                    "template_organisation_id_name_key", new Taken("template", "name"),
                    "domain_organisation_id_name_key", new Taken("domain", "name"),
                    "policy_organisation_id_key_key", new Taken("policy", "key"),
                    "route_environment_id_provider_id_key", new Taken("route", "provider"),
                    "suppression_organisation_id_address_environment_id_key",
                            new Taken("suppression", "email"));

    /// The columns of the constraint and what stood in them, as `(organisation_id, name)=(…, relay)`
    /// within a sentence that is in the server's language.
    private static final Pattern VALUES =
            Pattern.compile(
                    "\\(organisation_id, [a-z]+(?<more>, [a-z_]+)?\\)=\\([^,]+, (?<rest>.*)\\)");

    /// @param message null: there was none
    static Problem problem(@Nullable ServerErrorMessage message) {
        @Nullable String constraint = message == null ? null : message.getConstraint();
        @Nullable Taken taken = constraint == null ? null : BY_CONSTRAINT.get(constraint);
        if (message == null || taken == null) {
            return Problem.conflict("There is one like this already");
        }
        @Nullable String value = value(String.valueOf(message.getDetail()));
        return taken.problem(value == null ? "this " + taken.field : taken.valued(value));
    }

    private String valued(String value) {
        return "the %s '%s'".formatted(field, value);
    }

    private Problem problem(String what) {
        return Problem.conflict("Another %s has %s already".formatted(kind, what))
                .with(new FieldError(field, "taken", "is taken by another " + kind));
    }

    private static @Nullable String value(String detail) {
        Matcher values = VALUES.matcher(detail);
        if (!values.find()) {
            return null;
        }
        String rest = values.group("rest");
        return values.group("more") == null ? rest : rest.substring(0, rest.lastIndexOf(", "));
    }
}
