package dev.mailswitch.api.accept;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.api.template.Lookup;
import dev.mailswitch.api.template.Template;
import dev.mailswitch.api.template.Templates;
import dev.mailswitch.api.template.language.Rendering;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Content;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes mails that come as a template and its variables.
@Singleton
class Stationery {

    /// Numbers as they were written: 19.90 stays what it is until the template writes it.
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private static final TypeReference<Map<String, JsonNode>> VARIABLES = new TypeReference<>() {};

    private final Templates templates;

    Stationery(Templates templates) {
        this.templates = templates;
    }

    /// @throws SQLException if the template is not in memory and the database is away
    Rendered written(OrganisationId organisation, Matter.Templated mail) throws SQLException {
        Lookup lookup =
                switch (mail.template()) {
                    case TemplateRef.IdOrName named ->
                            templates.byIdOrName(organisation, named.text());
                    case TemplateRef.Number numbered ->
                            templates.byNumber(organisation, numbered.number());
                };
        return switch (lookup) {
            case Lookup.Found found -> written(found.template(), mail);
            case Lookup.Unknown unknown -> new Rendered.Refused(new Refusal.TemplateUnknown());
            case Lookup.Archived archived -> new Rendered.Refused(new Refusal.TemplateArchived());
        };
    }

    private static Rendered written(Template template, Matter.Templated mail) {
        Map<String, JsonNode> variables = variables(mail.varsJson());
        Rendering rendering =
                mail.subject() == null
                        ? template.render(variables)
                        : template.render(variables, mail.subject());
        return switch (rendering) {
            case Rendering.Rendered done when nul(done.html()) || nul(done.text()) ->
                    refused(List.of(), "must not contain U+0000");
            case Rendering.Rendered done ->
                    written(
                            new Matter.Written(
                                    done.subject(),
                                    done.html(),
                                    done.text(),
                                    mail.preheader(),
                                    template.id()));
            case Rendering.Missing missing ->
                    refused(
                            missing.names(),
                            "the template needs %s".formatted(String.join(", ", missing.names())));
            case Rendering.Invalid invalid -> refused(List.of(), invalid.flaw().toString());
            case Rendering.TooLarge large -> refused(List.of(), large.words());
        };
    }

    /// What variables make of a subject is known only now.
    private static Rendered written(Matter.Written done) {
        try {
            Content.checkedSubject(done.subject());
            return new Rendered.Done(done);
        } catch (IllegalArgumentException wrong) {
            return refused(List.of(), "the subject that the template makes " + wrong.getMessage());
        }
    }

    /// As it is refused in a mail that is written out.
    private static boolean nul(@Nullable String text) {
        return text != null && text.indexOf('\0') >= 0;
    }

    private static Rendered refused(List<String> missing, String words) {
        return new Rendered.Refused(new Refusal.TemplateNotRendered(missing, words));
    }

    private static Map<String, JsonNode> variables(String json) {
        try {
            return JSON.readValue(json, VARIABLES);
        } catch (JsonProcessingException notAnObject) {
            throw new IllegalArgumentException("variables must be a JSON object", notAnObject);
        }
    }
}
