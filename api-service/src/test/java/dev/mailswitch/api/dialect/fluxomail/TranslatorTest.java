package dev.mailswitch.api.dialect.fluxomail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.accept.Matter;
import dev.mailswitch.api.accept.OnSuppressed;
import dev.mailswitch.api.accept.Once;
import dev.mailswitch.api.accept.Submission;
import dev.mailswitch.api.accept.Tracking;
import dev.mailswitch.api.dialect.Body;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranslatorTest {

    private static final String REST = "\"to\":\"a@b.example\",\"subject\":\"s\",\"content\":\"t\"";
    private static final Identity ACTIVE = new Identity(null, null, null);

    @Test
    void everyFieldArrives() {
        Submission mail =
                done(
                        """
                        {"to":"Ann <a@b.example>","cc":"c@b.example","bcc":["d@b.example","e@b.example"],
                         "fromEmail":"f@b.example","fromName":"Eff","replyTo":"r@b.example","subject":"s",
                         "content":"t","htmlContent":"<p>h","headers":{"X-One":"1"},"policyKey":"bulk",
                         "attachments":[{"filename":"l.png","contentBase64":"AAEC"},
                                        {"filename":"l","contentBase64":"","contentType":"text/x"}],
                         "nobody":"knows"}\
                        """);
        assertThat(mail.door()).isEqualTo("fluxomail");
        assertThat(mail.envelope().to()).containsExactly(new Address("a@b.example", "Ann"));
        assertThat(mail.envelope().cc()).containsExactly(Address.of("c@b.example"));
        assertThat(mail.envelope().bcc())
                .containsExactly(Address.of("d@b.example"), Address.of("e@b.example"));
        assertThat(mail.envelope().from()).isEqualTo(Address.of("f@b.example"));
        assertThat(mail.envelope().senderName()).isEqualTo("Eff");
        assertThat(mail.envelope().replyTo()).containsExactly(Address.of("r@b.example"));
        assertThat(mail.matter()).isEqualTo(new Matter.Written("s", "<p>h", "t"));
        assertThat(mail.parts().headers())
                .singleElement()
                .satisfies(header -> assertThat(header.name()).isEqualTo("X-One"));
        assertThat(mail.choices().policy()).isEqualTo("bulk");
        assertThat(mail.choices().onSuppressed()).isEqualTo(OnSuppressed.ACCEPT);
        assertThat(mail.tracking()).isEqualTo(new Tracking(true, true, false));
        assertThat(mail.parts().attachments())
                .extracting(Attachment::contentType)
                .containsExactly("image/png", "text/x");
    }

    @Test
    void theActiveIdentityIsLeftToTheEnvironment() {
        assertThat(done("{" + REST + "}").envelope().from()).isNull();
        Submission named = done("{" + REST + ",\"fromName\":\"Shop\"}");
        assertThat(named.envelope().from()).isNull();
        assertThat(named.envelope().senderName()).isEqualTo("Shop");
    }

    @Test
    void anIdentitySaysWhereItGoesThrough() {
        SendRequest request = read("{" + REST + "}");
        Identity other = new Identity("an-id", "news", null);
        Submission mail = done(Translator.translate(request, new GivenKey.None(), other));
        assertThat(mail.envelope().environment()).isEqualTo("news");
        assertThat(mail.envelope().identity()).isEqualTo("an-id");
        Identity domain = new Identity("a-domain", null, "a-domain");
        mail = done(Translator.translate(request, new GivenKey.None(), domain));
        assertThat(mail.envelope().domainId()).isEqualTo("a-domain");
    }

    @Test
    void onlyHtmlIsTracked() {
        assertThat(done("{" + REST + "}").tracking()).isEqualTo(Tracking.NONE);
    }

    @Test
    void aTemplateNeedsNeitherSubjectNorContent() {
        Submission mail =
                done(
                        """
                        {"to":"a@b.example","templateId":"welcome","variables":{"b":1,"a":2}}\
                        """);
        Matter.Templated templated = (Matter.Templated) mail.matter();
        assertThat(templated.subject()).isNull();
        assertThat(templated.varsJson()).isEqualTo("{\"a\":2,\"b\":1}");
        assertThat(mail.tracking()).isEqualTo(new Tracking(true, true, false));
    }

    @Test
    void headersOfOursAreLeftOutAndTheTimelineSaysSo() {
        Submission mail =
                done("{" + REST + ",\"headers\":{\"X-SMTPAPI\":\"{}\",\"Subject\":\"x\"}}");
        assertThat(mail.parts().headers()).isEmpty();
        assertThat(mail.parts().warnings())
                .containsExactlyInAnyOrder(
                        "The header X-SMTPAPI was left out", "The header Subject was left out");
    }

    @Test
    void headersAreAtMostFiftyWithThoseLeftOut() {
        String some =
                IntStream.range(0, 49)
                        .mapToObj(i -> "\"X-Line-%d\":\"v\"".formatted(i))
                        .collect(Collectors.joining(","));
        String headers = "{" + REST + ",\"headers\":{\"Subject\":\"x\"," + some;
        assertThat(done(headers + "}}").parts().headers()).hasSize(49);
        assertThat(wrong(headers + ",\"X-SMTPAPI\":\"{}\"}}"))
                .containsExactly(FieldError.invalid("headers", "must be at most 50"));
    }

    @Test
    void aTemplatesVariablesMayHaveAMebibyte() {
        String variables =
                "{\"to\":\"a@b.example\",\"templateId\":\"welcome\",\"variables\":{\"a\":\"%s\"}}";
        assertThat(wrong(variables.formatted("x".repeat(1_000_000)))).isEmpty();
        assertThat(wrong(variables.formatted("x".repeat(1 << 20))))
                .containsExactly(FieldError.invalid("variables", "must not exceed 1 MiB"));
    }

    @Test
    void theKeyOfHeaderOrBodyCounts() {
        SendRequest request = read("{" + REST + "}");
        Submission mail = done(Translator.translate(request, new GivenKey.One("k"), ACTIVE));
        assertThat(mail.once()).isEqualTo(new Once.Key("k"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'subject':'s','content':'t'}|to",
                "{'to':' ','subject':'s','content':'t'}|to",
                "{'to':'a@b.example, c@b.example','subject':'s','content':'t'}|to",
                "{'to':'a@b.example','content':'t'}|subject",
                "{'to':'a@b.example','subject':'s'}|content",
                "{'to':'a@b.example','subject':'s','content':'','htmlContent':'<p>'}|content",
                "{~,'fromEmail':'nobody'}|fromEmail",
                "{~,'fromName':'a\\r\\nX: y'}|fromName",
                "{~,'cc':5}|cc",
                "{~,'cc':['x']}|cc[0]",
                "{~,'bcc':[{}]}|bcc[0]",
                "{~,'replyTo':'a@b.example\\nX: y'}|replyTo",
                "{~,'headers':{'X-Ok':'a\\r\\nBcc: b'}}|headers.X-Ok",
                "{~,'templateId':'welcome'}|templateId",
                "{~,'variables':{'a':1}}|variables",
                "{~,'htmlContent':'\\ud800'}|htmlContent",
                "{~,'htmlContent':'a\\u0000b'}|htmlContent",
                "{~,'attachments':[{'contentBase64':''}]}|attachments[0].filename",
                "{~,'attachments':[{'filename':'a'}]}|attachments[0].contentBase64",
                "{~,'attachments':[{'filename':'a','contentBase64':'?'}]}|attachments[0].contentBase64",
                "{~,'attachments':[null]}|attachments[0]"
            })
    void whatIsWrongIsNamed(String body, String field) {
        assertThat(wrong(body.replace('\'', '"').replace("~", REST)))
                .extracting(FieldError::field)
                .containsExactly(field);
    }

    @Test
    void filesMayHaveFiveMebibytesTogether() {
        String half = Base64.getEncoder().encodeToString(new byte[(5 << 20) / 2]);
        String one = Base64.getEncoder().encodeToString(new byte[1]);
        String two =
                "{%s,\"attachments\":[{\"filename\":\"a\",\"contentBase64\":\"%s\"},{\"filename\":\"b\",\"contentBase64\":\"%s\"}%s]}";
        assertThat(done(two.formatted(REST, half, half, "")).parts().attachments()).hasSize(2);
        String more = ",{\"filename\":\"c\",\"contentBase64\":\"%s\"}".formatted(one);
        assertThat(wrong(two.formatted(REST, half, half, more)))
                .extracting(FieldError::field)
                .containsExactly("attachments");
    }

    private static Submission done(String json) {
        return done(Translator.translate(read(json), new GivenKey.None(), ACTIVE));
    }

    private static Submission done(Translation translation) {
        return switch (translation) {
            case Translation.Done done -> done.submission();
            case Translation.Wrong wrong -> throw new AssertionError(wrong.errors().toString());
        };
    }

    private static List<FieldError> wrong(String json) {
        return switch (Translator.translate(read(json), new GivenKey.None(), ACTIVE)) {
            case Translation.Wrong wrong -> wrong.errors();
            case Translation.Done done -> List.of();
        };
    }

    private static SendRequest read(String json) {
        return Json.read(FluxomailJson.MAPPER, Body.of(json.getBytes(UTF_8)), SendRequest.class)
                .or(TranslatorTest::failed);
    }

    private static SendRequest failed(Stop stop) {
        throw new AssertionError(stop.toString());
    }

    @Test
    void whatIsTooLongIsNamed() {
        String name = "N".repeat(1_025);
        assertThat(
                        wrong(
                                """
                                {"to":"%1$s <a@b.example>","cc":["%1$s <c@b.example>"],
                                 "replyTo":"%1$s <r@b.example>","fromName":"%1$s",
                                 "subject":"%2$s","content":"t"}\
                                """
                                        .formatted(name, "s".repeat(999))))
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder("to", "cc[0]", "replyTo", "fromName", "subject");
    }
}
