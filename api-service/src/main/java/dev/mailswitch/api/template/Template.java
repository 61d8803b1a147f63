package dev.mailswitch.api.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.api.template.language.Compiled;
import dev.mailswitch.api.template.language.Renderer;
import dev.mailswitch.api.template.language.Rendering;
import dev.mailswitch.model.id.TemplateId;
import java.util.Map;

/// A template as it is now, ready to be rendered.
///
/// @param number  of the organisation, from 1; never given twice
/// @param version of its content
public record Template(TemplateId id, int number, String name, int version, Compiled compiled) {

    public Rendering render(Map<String, JsonNode> variables) {
        return Renderer.render(compiled, variables);
    }

    /// With the mail's own subject, taken as it is; the template's is not looked at.
    public Rendering render(Map<String, JsonNode> variables, String subject) {
        return Renderer.render(compiled.withSubject(subject), variables);
    }
}
