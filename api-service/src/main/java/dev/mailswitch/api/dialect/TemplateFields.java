package dev.mailswitch.api.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.api.accept.Matter;
import dev.mailswitch.api.accept.TemplateRef;
import org.jspecify.annotations.Nullable;

/// Reads the template that a request names by id or name, at doors that take either. Pure.
///
/// @param template  field that names it
/// @param variables field with its variables
public record TemplateFields(String template, String variables) {

    private static final int MOST_NAME = 200;

    /// @param named   id or name
    /// @param subject in the place of the template's own, or null
    /// @param given   an object of variables, or null for none
    public Matter.Templated read(
            String named, @Nullable String subject, @Nullable JsonNode given, Findings findings) {
        if (named.length() > MOST_NAME) {
            findings.invalid(template, "must be the id or the name of a template");
        }
        return new Matter.Templated(
                new TemplateRef.IdOrName(named),
                subject,
                Metadata.variables(variables, given, findings),
                null);
    }

    /// Variables stand beside written content, which has none.
    public void unused(Findings findings) {
        findings.invalid(variables, "needs a " + template);
    }
}
