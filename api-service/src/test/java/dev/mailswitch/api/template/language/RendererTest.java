package dev.mailswitch.api.template.language;

import static dev.mailswitch.api.template.language.Renderings.compiled;
import static dev.mailswitch.api.template.language.Renderings.html;
import static dev.mailswitch.api.template.language.Renderings.rendered;
import static dev.mailswitch.api.template.language.Renderings.variables;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RendererTest {

    private static final String ORDER =
            """
            {"name":"Ann","paid":true,"late":false,"none":null,"zero":0,"empty":"",
             "customer":{"name":"Bob","address":{"city":"Köln"}},
             "items":[{"title":"Pen","price":1.5,"tags":["a","b"]},
                      {"title":"Ink","price":20,"tags":[]}],
             "rates":{"de":19,"at":20},"nothing":[],"object":{},"a b":"spaced","words":["x","y"]}\
            """;

    static Stream<Arguments> pairs() {
        return Stream.of(
                Arguments.of("Hi {{name}}!", "Hi Ann!"),
                Arguments.of("{{ name }}{{{ name }}}{{& name}}", "AnnAnnAnn"),
                Arguments.of("{{customer.address.city}}{{customer/name}}", "KölnBob"),
                Arguments.of("{{[a b]}} {{items.[0].title}} {{items.1.title}}", "spaced Pen Ink"),
                Arguments.of("{{items.length}} {{this.name}} {{./name}}", "2 Ann Ann"),
                Arguments.of("[{{none}}][{{empty}}][{{zero}}][{{late}}]", "[][][0][false]"),
                Arguments.of("{{#if paid}}yes{{else}}no{{/if}}", "yes"),
                Arguments.of("{{#if zero}}yes{{^}}no{{/if}}", "no"),
                Arguments.of("{{#if nothing}}yes{{/if}}{{#if object}}obj{{/if}}", "obj"),
                Arguments.of("{{#if absent}}yes{{else}}no{{/if}}", "no"),
                Arguments.of("{{#if absent.deep.down}}yes{{else}}no{{/if}}", "no"),
                Arguments.of("{{#unless absent}}none{{/unless}}", "none"),
                Arguments.of(
                        "{{#if late}}1{{else if zero}}2{{else if paid}}3{{else}}4{{/if}}", "3"),
                Arguments.of("{{#if late}}1{{else if zero}}2{{else}}4{{/if}}", "4"),
                Arguments.of("{{#each items}}{{title}};{{/each}}", "Pen;Ink;"),
                Arguments.of(
                        "{{#each items}}{{../name}}:{{@root.name}} {{/each}}", "Ann:Ann Ann:Ann "),
                Arguments.of(
                        "{{#each items}}{{#if @first}}<{{/if}}{{@index}}{{#if"
                                + " @last}}>{{/if}}{{/each}}",
                        "<01>"),
                Arguments.of("{{#each items as |item i|}}{{i}}{{item.title}}{{/each}}", "0Pen1Ink"),
                Arguments.of(
                        "{{#each items as |item|}}{{#each"
                                + " item.tags}}{{item.title}}{{this}}{{/each}}{{/each}}",
                        "PenaPenb"),
                Arguments.of("{{#each rates}}{{@key}}={{.}},{{/each}}", "at=20,de=19,"),
                Arguments.of("{{#each rates as |rate land|}}{{land}}{{rate}}{{/each}}", "at20de19"),
                Arguments.of("{{#each nothing}}x{{else}}empty{{/each}}", "empty"),
                Arguments.of("{{#each object}}x{{else}}empty{{/each}}", "empty"),
                Arguments.of("{{#each none}}x{{else}}empty{{/each}}", "empty"),
                Arguments.of("{{#each words}}{{this}}{{/each}}", "xy"),
                Arguments.of("{{#with customer}}{{name}} of {{../name}}{{/with}}", "Bob of Ann"),
                Arguments.of("{{#with customer as |c|}}{{c.name}}{{/with}}", "Bob"),
                Arguments.of("{{#with none}}x{{else}}nobody{{/with}}", "nobody"),
                Arguments.of("{{#with items}}{{length}}{{/with}}", "2"),
                Arguments.of("{{#each items}}{{#with tags}}{{@index}}{{/with}}{{/each}}", "0"),
                Arguments.of("a{{! a {{ comment }}b{{!-- with }} inside --}}c", "abc"),
                Arguments.of("\\{{name}} \\\\{{name}} }} {", "{{name}} \\Ann }} {"),
                Arguments.of("a  {{~name~}}  b", "aAnnb"),
                Arguments.of("a {{~{name}~}} b", "aAnnb"),
                Arguments.of("1\n{{#if paid}}\n2\n{{else}}\n3\n{{/if}}\n4", "1\n2\n4"),
                Arguments.of(
                        "1\r\n  {{#each words}}  \r\n{{this}}\r\n{{/each}}\r\n2",
                        "1\r\nx\r\ny\r\n2"),
                Arguments.of("{{! a }}\nx {{! b }}\ny", "x \ny"),
                Arguments.of("{{#if paid}} {{name}}\n{{/if}}", " Ann\n"),
                Arguments.of("{{#if paid}}{{#if paid}}\nx{{/if}}{{/if}}\ny", "\nx\ny"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void writesWhatHandlebarsWrites(String template, String expected) {
        assertThat(rendered(template, ORDER)).isEqualTo(expected);
    }

    private static Rendering missing(String... names) {
        return new Rendering.Missing(List.of(names));
    }

    static Stream<Arguments> lacking() {
        return Stream.of(
                Arguments.of("{{a}} {{b.c}} {{name}}", new String[] {"a", "b.c"}),
                Arguments.of("{{customer.phone}}", new String[] {"customer.phone"}),
                Arguments.of("{{name.first}}", new String[] {"name.first"}),
                Arguments.of("{{none.deeper}}", new String[] {"none.deeper"}),
                Arguments.of("{{#each items}}{{weight}}{{/each}}", new String[] {"items[].weight"}),
                // An item never gets the name of somebody else.
                Arguments.of(
                        "{{#each items as |item|}}{{name}}{{/each}}",
                        new String[] {"items[].name"}),
                Arguments.of("{{#each gone}}{{x}}{{/each}}", new String[] {"gone"}),
                Arguments.of("{{#with gone}}{{x}}{{/with}}", new String[] {"gone"}),
                Arguments.of("{{#with customer}}{{age}}{{/with}}", new String[] {"customer.age"}),
                Arguments.of(
                        "{{#each items as |it|}}{{#each"
                                + " it.tags}}{{it.x}}{{../y}}{{z}}{{/each}}{{/each}}",
                        new String[] {"items[].tags[].z", "items[].x", "items[].y"}),
                Arguments.of("{{#if gone}}{{x}}{{else}}{{y}}{{/if}}", new String[] {"y"}),
                Arguments.of("{{items.[7].title}}", new String[] {"items.7.title"}),
                Arguments.of("{{#each rates}}{{this.x}}{{/each}}", new String[] {"rates[].x"}));
    }

    @ParameterizedTest
    @MethodSource("lacking")
    void namesAllThatIsMissing(String template, String[] names) {
        assertThat(html(template, ORDER)).isEqualTo(missing(names));
    }

    @Test
    void namesWhatIsMissingInAnyPart() {
        var template = compiled(new Source("{{a}}", "{{b}}{{a}}", "{{c}}"));
        assertThat(Renderer.render(template, variables("{}"))).isEqualTo(missing("a", "b", "c"));
    }

    @Test
    void tellsSoManyMissingNamesAndNoMore() {
        StringBuilder template = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            template.append("{{v").append(i).append("}}");
        }
        assertThat(html(template.toString(), "{}"))
                .isInstanceOfSatisfying(
                        Rendering.Missing.class,
                        missing -> assertThat(missing.names()).hasSize(Renderer.MOST_NAMES));
    }

    @Test
    void escapesInHtmlAlone() {
        var template = compiled(new Source("{{v}}", "{{v}}|{{{v}}}|{{&v}}", "{{v}}"));
        assertThat(Renderer.render(template, variables("{\"v\":\"&<>\\\"'`=\\u00e4\"}")))
                .isEqualTo(
                        new Rendering.Rendered(
                                "&<>\"'`=ä",
                                "&amp;&lt;&gt;&quot;&#x27;&#x60;&#x3D;ä|&<>\"'`=ä|&<>\"'`=ä",
                                "&<>\"'`=ä"));
    }

    @Test
    void whatAVariableHoldsIsNeverReadAsATemplate() {
        assertThat(rendered("{{{v}}}", "{\"v\":\"{{name}}\",\"name\":\"x\"}"))
                .isEqualTo("{{name}}");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1.50, 1.5",
        "19.0, 19",
        "1e6, 1000000",
        "1e-3, 0.001",
        "-0.0, 0",
        "12345678901234567890, 12345678901234567890",
        "true, true",
        "1e300, 1.0E300",
        "1e999, Infinity"
    })
    void writesNumbersAsPeopleDo(String json, String expected) {
        assertThat(rendered("{{v}}", "{\"v\":%s}".formatted(json))).isEqualTo(expected);
    }

    @Test
    void keepsAllOfUnicode() {
        assertThat(rendered("Ü{{v}}注", "{\"v\":\"😀👩‍👩‍👧 ﷽\"}")).isEqualTo("Ü😀👩‍👩‍👧 ﷽注");
        assertThat(rendered("{{größe}}{{名前}}", "{\"größe\":\"L\",\"名前\":\"花子\"}")).isEqualTo("L花子");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\\r\\nBcc: x@y", "a\\nb", "a\\rb", "a\\u0000b", "a\\u007fb", "\\ud83d"})
    void noSubjectBecomesTwoHeaders(String value) {
        var template = compiled(new Source("Hi {{v}}", "x", null));
        assertThat(Renderer.render(template, variables("{\"v\":\"%s\"}".formatted(value))))
                .isInstanceOfSatisfying(
                        Rendering.Invalid.class,
                        invalid -> assertThat(invalid.flaw().part()).isEqualTo(Part.SUBJECT));
        // Bodies have lines.
        assertThat(html("{{v}}", "{\"v\":\"%s\"}".formatted(value)))
                .isInstanceOf(Rendering.Rendered.class);
    }

    @Test
    void anEmptySubjectIsRefusedAndAnotherTaken() {
        var template = compiled(new Source("{{v}}", "x", null));
        assertThat(Renderer.render(template, variables("{\"v\":\" \"}")))
                .isInstanceOf(Rendering.Invalid.class);
        assertThat(Renderer.render(template.withSubject("{{own}}"), variables("{}")))
                .isEqualTo(new Rendering.Rendered("{{own}}", "x", null));
    }

    @ParameterizedTest
    @CsvSource({
        "{{items}}, '''items'' is a list or an object and cannot stand for text'",
        "{{#each name}}{{/each}}, '''name'' must be a list or an object'"
    })
    void valuesMustFitTheirPlace(String template, String words) {
        assertThat(html("\n  " + template, ORDER))
                .isEqualTo(new Rendering.Invalid(new Flaw(Part.HTML, 2, 3, words)));
    }

    @Test
    void saysWhichVariablesATemplateUses() {
        var template =
                compiled(
                        new Source(
                                "{{name}}",
                                "{{#each items as |it"
                                        + " i|}}{{it.price}}{{i}}{{@index}}{{title}}{{../sum}}{{/each}}",
                                "{{#with customer}}{{#if phone}}{{@root.sign}}{{/if}}{{/with}}"));
        assertThat(template.variables())
                .containsExactly(
                        "customer",
                        "customer.phone",
                        "items",
                        "items[].price",
                        "items[].title",
                        "name",
                        "sign",
                        "sum");
    }
}
