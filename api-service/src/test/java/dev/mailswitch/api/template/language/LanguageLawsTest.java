package dev.mailswitch.api.template.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.EscapingStrategy;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.context.MapValueResolver;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What holds for every template; where a template means something in Handlebars, it means the same
/// here, as the implementation for Java has it.
class LanguageLawsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// Names of items are none of the whole's: that implementation looks further out, ours does not.
    private static final Map<String, Object> VARIABLES =
            Map.of(
                    "name",
                    "A & <b>'\"`=",
                    "yes",
                    true,
                    "no",
                    false,
                    "zero",
                    0,
                    "none",
                    "",
                    "nothing",
                    List.of(),
                    "items",
                    List.of(
                            Map.of("title", "Pen <i>", "tags", List.of("x", "y&z")),
                            Map.of("title", "", "tags", List.of())),
                    "customer",
                    Map.of("mail", "a@b", "city", "Köln"));

    private static final List<String> OUTSIDE =
            List.of(
                    "text ",
                    "<p>",
                    " } { ",
                    "ä😀",
                    "{{name}}",
                    "{{{name}}}",
                    "{{&name}}",
                    "{{zero}}",
                    "{{customer.city}}",
                    "{{! no }}",
                    "{{!-- }} --}}",
                    "{{no}}",
                    "{{items.[0].title}}");
    private static final List<String> IN_ITEM =
            List.of(
                    "-",
                    "{{title}}",
                    "{{{this.title}}}",
                    "{{@index}}",
                    "{{../name}}",
                    "{{@root.zero}}",
                    "{{#if @first}}f{{/if}}",
                    "{{#unless @last}},{{/unless}}",
                    "{{#if tags}}t{{else}}-{{/if}}",
                    "{{#each tags}}{{this}}{{@index}}{{/each}}");
    private static final List<String> CONDITIONS =
            List.of("yes", "no", "zero", "none", "nothing", "items", "customer", "name");

    @Property
    void saysWhatHandlebarsSays(@ForAll("templates") String template) throws IOException {
        Map<String, JsonNode> variables = new HashMap<>();
        VARIABLES.forEach((name, value) -> variables.put(name, JSON.valueToTree(value)));
        assertThat(Renderings.html(template, variables))
                .isEqualTo(new Rendering.Rendered("s", handlebars(template), null));
    }

    private static String handlebars(String template) throws IOException {
        return new Handlebars()
                .with(EscapingStrategy.HBS4)
                .compileInline(template)
                .apply(Context.newBuilder(VARIABLES).resolver(MapValueResolver.INSTANCE).build());
    }

    @Provide
    Arbitrary<String> templates() {
        return block(3);
    }

    private static Arbitrary<String> block(int depth) {
        Arbitrary<String> leaf = Arbitraries.of(OUTSIDE);
        if (depth == 0) {
            return leaf.list().ofMaxSize(4).map(pieces -> String.join("", pieces));
        }
        Arbitrary<String> inner = block(depth - 1);
        Arbitrary<String> condition =
                Combinators.combine(
                                Arbitraries.of("if", "unless"),
                                Arbitraries.of(CONDITIONS),
                                inner,
                                inner,
                                Arbitraries.of(
                                        "{{else}}", "{{^}}", "{{else if yes}}", "{{else if zero}}"))
                        .as(
                                (word, of, then, otherwise, between) ->
                                        "{{#%s %s}}%s%s%s{{/%s}}"
                                                .formatted(
                                                        word, of, then, between, otherwise, word));
        Arbitrary<String> loop =
                Arbitraries.of(IN_ITEM)
                        .list()
                        .ofMaxSize(5)
                        .flatMap(
                                pieces ->
                                        Arbitraries.of(
                                                "{{#each items}}%s{{/each}}"
                                                        .formatted(String.join("", pieces)),
                                                // With names for the item, that implementation
                                                // knows no other.
                                                "{{#each items as |it"
                                                        + " at|}}{{it.title}}{{at}}{{/each}}",
                                                "{{#each nothing}}x{{else}}none{{/each}}"));
        Arbitrary<String> with =
                Arbitraries.of(
                        "{{#with customer}}{{mail}} {{city}}{{../name}}{{/with}}",
                        "{{#with customer as |c|}}{{c.mail}}{{/with}}",
                        "{{#with none}}x{{else}}nobody{{/with}}");
        return Arbitraries.oneOf(leaf, condition, loop, with)
                .list()
                .ofMaxSize(4)
                .map(pieces -> String.join("", pieces));
    }

    @Property
    void noSignOfHtmlComesOutOfAVariable(@ForAll String value, @ForAll("places") String place) {
        String quiet = place.formatted("").replaceAll("[{][{].*?[}][}]", "");
        Rendering rendering =
                Renderings.html(
                        place.formatted("{{v}}"),
                        Map.of(
                                "v", TextNode.valueOf(value),
                                "m", JSON.valueToTree(Map.of("v", value)),
                                "l", JSON.valueToTree(List.of(Map.of("v", value)))));
        assertThat(rendering)
                .isInstanceOfSatisfying(
                        Rendering.Rendered.class,
                        done ->
                                assertThat(signs(String.valueOf(done.html())))
                                        .isEqualTo(signs(quiet)));
    }

    private static String signs(String html) {
        return html.replaceAll("[^<>\"'`=]", "");
    }

    @Provide
    Arbitrary<String> places() {
        return Arbitraries.of(
                "%s",
                "<p title=\"%s\">",
                "{{#with m}}<b>%s</b>{{/with}}",
                "{{#each l}}<i>%s</i>{{/each}}",
                "{{#if v}}%s{{else}}{{/if}}");
    }

    @Property
    void anythingIsATemplateOrHasAFlawInside(@ForAll("scraps") String source) {
        switch (Compilation.of(new Source("s", source, null), Limits.STANDARD)) {
            case Compiled compiled ->
                    assertThatCode(() -> Renderer.render(compiled, Map.of()))
                            .doesNotThrowAnyException();
            case Compilation.Flawed flawed ->
                    assertThat(flawed.flaws())
                            .allSatisfy(
                                    flaw -> {
                                        List<String> lines = List.of(source.split("\n", -1));
                                        assertThat(flaw.line()).isBetween(1, lines.size());
                                        assertThat(flaw.column())
                                                .isBetween(
                                                        1, lines.get(flaw.line() - 1).length() + 1);
                                    });
        }
    }

    @Provide
    Arbitrary<String> scraps() {
        return Arbitraries.of(
                        "{",
                        "{{",
                        "{{{",
                        "}",
                        "}}",
                        "}}}",
                        "#",
                        "/",
                        "^",
                        "!",
                        "!--",
                        "--",
                        "~",
                        "&",
                        "if",
                        "each",
                        "else",
                        " ",
                        "\n",
                        "\r\n",
                        "a",
                        ".",
                        "..",
                        "@",
                        "index",
                        "[",
                        "]",
                        "|",
                        "as",
                        "\\",
                        "this",
                        "(",
                        "\"",
                        "ä",
                        "😀",
                        "{{#if a}}",
                        "{{/if}}",
                        "{{a}}")
                .list()
                .ofMaxSize(25)
                .map(pieces -> String.join("", pieces));
    }
}
