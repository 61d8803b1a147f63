package dev.mailswitch.api.template.language;

import static dev.mailswitch.api.template.language.Renderings.compiled;
import static dev.mailswitch.api.template.language.Renderings.flaw;
import static dev.mailswitch.api.template.language.Renderings.html;
import static dev.mailswitch.api.template.language.Renderings.rendered;
import static dev.mailswitch.api.template.language.Renderings.variables;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mailswitch.api.template.language.Rendering.Limit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class HostileTemplatesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "this.class",
                "class",
                "getClass",
                "v.class",
                "v.bytes",
                "v.length",
                "n.intValue",
                "__proto__",
                "constructor",
                "m.__proto__",
                "m.constructor.name",
                "m.size",
                "m.length",
                "m.entrySet",
                "l.size",
                "l.first",
                "l.-1",
                "l.99",
                "l.999999999",
                "l.9999999999999",
                "@root.class",
                "m.empty",
                "hashCode",
                "toString",
                "this.toString"
            })
    void nothingOfJavaIsThere(String name) {
        assertThat(html("{{{%s}}}".formatted(name), "{\"v\":\"x\",\"n\":1,\"m\":{},\"l\":[1,2]}"))
                .isInstanceOf(Rendering.Missing.class);
    }

    @Test
    void suchNamesAreOrdinaryWhenTheyAreGiven() {
        assertThat(
                        rendered(
                                "{{class}}{{__proto__}}{{m.constructor}}",
                                "{\"class\":1,\"__proto__\":2,\"m\":{\"constructor\":3}}"))
                .isEqualTo("123");
    }

    @ParameterizedTest
    @CsvSource({"if, 64", "unless, 64", "each, 64", "with, 64"})
    void blocksNestSoDeepAndNoDeeper(String block, int depth) {
        Function<Integer, String> nested =
                levels ->
                        "{{#%s this}}".formatted(block).repeat(levels)
                                + "{{/%s}}".formatted(block).repeat(levels);
        compiled(new Source("s", nested.apply(depth), null));
        assertThat(flaw(nested.apply(depth + 1)).message()).contains("nested deeper than 64");
        assertThat(flaw("{{#%s this}}".formatted(block).repeat(9_000)).message())
                .contains("nested deeper");
    }

    @Test
    void longChainsOfElseAreNestingToo() {
        String chain = "{{#if a}}" + "{{else if a}}".repeat(9_000) + "{{/if}}";
        assertThat(flaw(chain).message()).contains("nested deeper");
    }

    @Test
    void tagsAndTheirLengthAreLimited() {
        assertThat(flaw("{{a}}".repeat(10_001)).message())
                .isEqualTo("there are more than 10000 tags");
        assertThat(flaw("{{!}}".repeat(10_001)).message())
                .isEqualTo("there are more than 10000 tags");
        assertThat(flaw("{{" + "a".repeat(201) + "}}").message())
                .contains("more than 200 characters");
        assertThat(flaw("{{" + "a.".repeat(50) + "a}}").message()).contains("name must stand");
        assertThat(flaw("{{".repeat(500_000)).message()).isNotEmpty();
        assertThat(flaw("{".repeat(1_000_000)).message()).isNotEmpty();
        assertThat(rendered("\\{{".repeat(100_000), "{}")).hasSize(200_000);
        assertThat(rendered("}}".repeat(500_000), "{}")).hasSize(1_000_000);
    }

    @Test
    void longNamesWithinLongNamesAreCutShort() {
        String name = "n".repeat(150);
        String template =
                "{{#with %s}}".formatted(name).repeat(60)
                        + "{{v}}".repeat(9_000)
                        + "{{/with}}".repeat(60);
        assertThat(compiled(new Source("s", template, null)).variables())
                .allSatisfy(variable -> assertThat(variable).hasSizeLessThan(300));
    }

    @Test
    void aTemplateIsAtMostOneMebibyte() {
        String most = "ä".repeat((1 << 19) - 1) + "x";
        compiled(new Source("s", most, null));
        assertThat(flaw(most + "x").message()).contains("more than 1048576 bytes");
    }

    @Test
    void outputIsCutOffBeforeItIsInMemory() {
        Map<String, JsonNode> large = variables("{\"v\":\"" + "x".repeat((1 << 20) - 1) + "\"}");
        // The subject is one byte.
        assertThat(html("{{v}}{{v}}x", large)).isInstanceOf(Rendering.Rendered.class);
        assertThat(html("{{v}}{{v}}xx", large)).isEqualTo(new Rendering.TooLarge(Limit.OUTPUT));
        assertThat(html("{{v}}".repeat(10_000), large))
                .isEqualTo(new Rendering.TooLarge(Limit.OUTPUT));
        assertThat(html("{{v}}", variables("{\"v\":\"" + "<".repeat(1 << 20) + "\"}")))
                .isEqualTo(new Rendering.TooLarge(Limit.OUTPUT));
    }

    @Test
    void allPartsShareOneLimitOfOutput() {
        Map<String, JsonNode> large = variables("{\"v\":\"" + "x".repeat(1 << 20) + "\"}");
        assertThat(Renderer.render(compiled(new Source("s", "{{v}}", "{{v}}")), large))
                .isEqualTo(new Rendering.TooLarge(Limit.OUTPUT));
        assertThat(Renderer.render(compiled(new Source("s", "{{v}}", "v")), large))
                .isInstanceOf(Rendering.Rendered.class);
    }

    @Test
    void loopsOverLoopsEnd() {
        var list = JsonNodeFactory.instance.arrayNode();
        IntStream.range(0, 10_000).forEach(list::add);
        assertThat(
                        html(
                                "{{#each l}}{{#each @root.l}}{{#each"
                                        + " @root.l}}{{/each}}{{/each}}{{/each}}",
                                Map.of("l", list)))
                .isEqualTo(new Rendering.TooLarge(Limit.STEPS));
        assertThat(
                        html(
                                "{{#each l}}{{#each @root.l}}{{absent}}{{/each}}{{/each}}",
                                Map.of("l", list)))
                .isEqualTo(new Rendering.TooLarge(Limit.STEPS));
        assertThat(html("{{#each l}}{{this}},{{/each}}", Map.of("l", list)))
                .isInstanceOf(Rendering.Rendered.class);
    }

    @Test
    void variablesMayBeNestedAsDeepAsTheyLike() {
        JsonNode deep = JsonNodeFactory.instance.textNode("x");
        for (int i = 0; i < 100_000; i++) {
            deep = JsonNodeFactory.instance.objectNode().set("a", deep);
        }
        assertThat(html("{{#with v}}{{#if a.a.a}}deep{{/if}}{{/with}}", Map.of("v", deep)))
                .isEqualTo(new Rendering.Rendered("s", "deep", null));
    }

    @Test
    void whatIsRenderedIsNotRenderedAgain() {
        String quine =
                IntStream.range(0, 10).mapToObj(i -> "{{{v}}}").collect(Collectors.joining());
        assertThat(rendered(quine, "{\"v\":\"{{{v}}}\"}")).isEqualTo(quine);
    }

    @Test
    void aTemplateWithoutABodyIsNone() {
        assertThatThrownBy(() -> new Source("s", null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsAreThoseThatAreGiven() {
        Limits small = new Limits(100, 3, 1, 5, 10, 10);
        assertThat(Compilation.of(new Source("s", "{{a}}{{a}}{{a}}{{a}}", null), small))
                .isInstanceOf(Compilation.Flawed.class);
        Compiled template = compiled(new Source("s", "{{a}}", null));
        assertThat(Renderer.render(template, variables("{\"a\":\"123456789\"}"), small))
                .isInstanceOf(Rendering.Rendered.class);
        assertThat(Renderer.render(template, variables("{\"a\":\"1234567890\"}"), small))
                .isEqualTo(new Rendering.TooLarge(Limit.OUTPUT));
        assertThat(List.of(Limit.OUTPUT, Limit.STEPS))
                .allSatisfy(
                        limit -> assertThat(new Rendering.TooLarge(limit).words()).isNotBlank());
    }
}
