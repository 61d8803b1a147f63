package dev.mailswitch.api.template.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.Objects;

/// Short ways to render one part.
final class Renderings {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Renderings() {}

    static Map<String, JsonNode> variables(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    static Compiled compiled(Source source) {
        Compilation compilation = Compilation.of(source, Limits.STANDARD);
        assertThat(compilation).isInstanceOf(Compiled.class);
        return (Compiled) compilation;
    }

    static Rendering html(String template, Map<String, JsonNode> variables) {
        return Renderer.render(compiled(new Source("s", template, null)), variables);
    }

    static Rendering html(String template, String variables) {
        return html(template, variables(variables));
    }

    /// The HTML that must come of it.
    static String rendered(String template, String variables) {
        Rendering rendering = html(template, variables);
        assertThat(rendering).isInstanceOf(Rendering.Rendered.class);
        return Objects.requireNonNull(((Rendering.Rendered) rendering).html());
    }

    /// The flaw that reading it must find.
    static Flaw flaw(String template) {
        Compilation compilation = Compilation.of(new Source("s", template, null), Limits.STANDARD);
        assertThat(compilation).isInstanceOf(Compilation.Flawed.class);
        return ((Compilation.Flawed) compilation).flaws().getFirst();
    }
}
