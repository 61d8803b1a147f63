package dev.mailswitch.api.template.language;

import static dev.mailswitch.api.template.language.Renderings.flaw;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "{{name ¦ 1 ¦ 1 ¦ the tag is not closed: }} is missing",
                "a{{{name}} ¦ 1 ¦ 2 ¦ the tag is not closed: }}} is missing",
                "{{! name ¦ 1 ¦ 1 ¦ the tag is not closed: }} is missing",
                "{{!-- name }} ¦ 1 ¦ 1 ¦ the tag is not closed: }} is missing",
                "{{}} ¦ 1 ¦ 1 ¦ the tag is empty",
                "{{{}}} ¦ 1 ¦ 1 ¦ the tag is empty",
                "{{& }} ¦ 1 ¦ 1 ¦ the tag is empty",
                "{{#if a}} ¦ 1 ¦ 1 ¦ the block is not closed: {{/if}} is missing",
                "{{#if a}}{{else}} ¦ 1 ¦ 1 ¦ the block is not closed: {{/if}} is missing",
                "{{#if a}}{{/each}} ¦ 1 ¦ 10 ¦ {{/each}} stands where {{/if}} of line 1 must",
                "{{/if}} ¦ 1 ¦ 1 ¦ {{/if}} closes nothing",
                "x{{else}} ¦ 1 ¦ 2 ¦ {{else}} stands outside a block",
                "{{#if a}}{{else}}{{else}}{{/if}} ¦ 1 ¦ 18 ¦ the block has had its {{else}}",
                "{{#if}}{{/if}} ¦ 1 ¦ 1 ¦ if needs the name of one variable",
                "{{#if a b}}{{/if}} ¦ 1 ¦ 1 ¦ if needs the name of one variable",
                "{{#if (eq a b)}}{{/if}} ¦ 1 ¦ 1 ¦ if needs the name of one variable",
                "{{#if a as |b|}}{{/if}} ¦ 1 ¦ 1 ¦ if and unless give no names to anything",
                "{{#with a as |b c|}}{{/with}} ¦ 1 ¦ 1 ¦ after 'as' one name must stand, as in"
                        + " |customer|",
                "{{#each a as |b b|}}{{/each}} ¦ 1 ¦ 1 ¦ after 'as' one or two names must stand, as"
                        + " in |item index|",
                "{{#each a as b}}{{/each}} ¦ 1 ¦ 1 ¦ after 'as' one or two names must stand, as in"
                        + " |item index|",
                "{{#items}}{{/items}} ¦ 1 ¦ 1 ¦ only the blocks if, unless, each and with are known"
                        + " here",
                "{{^items}}{{/items}} ¦ 1 ¦ 1 ¦ write {{#unless …}} instead of {{^…}}",
                "{{> footer}} ¦ 1 ¦ 1 ¦ partials are not known here",
                "{{#> layout}}{{/layout}} ¦ 1 ¦ 1 ¦ partials are not known here",
                "{{#*inline \"x\"}}{{/inline}} ¦ 1 ¦ 1 ¦ decorators are not known here",
                "{{* x}} ¦ 1 ¦ 1 ¦ decorators are not known here",
                "{{=<% %>=}} ¦ 1 ¦ 1 ¦ the signs around tags cannot be changed",
                "{{{{raw}}}} ¦ 1 ¦ 1 ¦ raw blocks ({{{{ }}}}) are not known here",
                "{{lookup a b}} ¦ 1 ¦ 1 ¦ a tag holds one variable's name; helpers such as 'lookup'"
                        + " are not known here",
                "{{log \"x\"}} ¦ 1 ¦ 1 ¦ a tag holds one variable's name; helpers such as 'log' are"
                        + " not known here",
                "{{\"x\"}} ¦ 1 ¦ 1 ¦ a variable's name must stand here; expressions and strings are"
                        + " not known",
                "{{a..b}} ¦ 1 ¦ 1 ¦ a variable's name must stand here",
                "{{a.}} ¦ 1 ¦ 1 ¦ a variable's name must stand here",
                "{{a.[]}} ¦ 1 ¦ 1 ¦ a variable's name must stand here",
                "{{../a}} ¦ 1 ¦ 1 ¦ '..' leads out of everything",
                "{{#if a}}{{../a}}{{/if}} ¦ 1 ¦ 10 ¦ '..' leads out of everything",
                "{{@index}} ¦ 1 ¦ 1 ¦ @index needs an each around it",
                "{{@level}} ¦ 1 ¦ 1 ¦ only @root, @index, @key, @first and @last are known here",
            })
    void saysWhatIsWrongAndWhere(String template, int line, int column, String words) {
        assertThat(flaw(template)).isEqualTo(new Flaw(Part.HTML, line, column, words));
    }

    @Test
    void countsLinesAndColumns() {
        assertThat(flaw("<p>\n\r\n  Hi {{name}}\n ä😀{{/if}}"))
                .extracting(Flaw::line, Flaw::column)
                .containsExactly(4, 5);
    }

    @Test
    void tellsTheFirstFlawOfEachPart() {
        assertThat(Compilation.of(new Source("{{", "{{/if}}", "{{a b}}{{"), Limits.STANDARD))
                .isInstanceOfSatisfying(
                        Compilation.Flawed.class,
                        flawed ->
                                assertThat(flawed.flaws())
                                        .extracting(Flaw::part)
                                        .containsExactly(Part.SUBJECT, Part.HTML, Part.TEXT));
    }
}
