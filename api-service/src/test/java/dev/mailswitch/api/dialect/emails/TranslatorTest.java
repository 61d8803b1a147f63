package dev.mailswitch.api.dialect.emails;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.accept.Matter;
import dev.mailswitch.api.accept.Submission;
import dev.mailswitch.api.accept.TemplateRef;
import dev.mailswitch.api.accept.Tracking;
import dev.mailswitch.api.dialect.Body;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment.Disposition;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranslatorTest {

    private static final String REST = "\"to\":[\"a@b.example\"],\"subject\":\"s\",\"text\":\"t\"";

    @Test
    void everyFieldArrives() {
        Submission mail =
                done(
                        """
                        {"to":["Ann <a@b.example>"],"cc":["c@b.example"],"bcc":["d@b.example"],
                         "from_":"f@b.example","reply_to":["r@b.example"],"subject":"s","html":"<p>h",
                         "text":"","headers":{"X-One":"1"},"tags":["t","t"],"metadata":{"b":1,"a":[{"d":1,"c":2}]},
                         "policy":"urgent","scheduled_at":"2030-01-01T01:00:00.1234567+01:00",
                         "on_unknown":"at_most_once","environment":"main",
                         "attachments":[{"filename":"l.png","content_type":"image/png; name=l.png",
                           "content_b64":"AAEC","content_id":"<logo>"}]}\
                        """);
        assertThat(mail.envelope().to()).containsExactly(new Address("a@b.example", "Ann"));
        assertThat(mail.envelope().from()).isEqualTo(Address.of("f@b.example"));
        assertThat(((Matter.Written) mail.matter()).text()).isNull();
        assertThat(mail.labels().tags()).containsExactly("t");
        assertThat(mail.labels().metadataJson()).isEqualTo("{\"a\":[{\"c\":2,\"d\":1}],\"b\":1}");
        assertThat(mail.choices().policy()).isEqualTo("urgent");
        assertThat(mail.timing().scheduledAt())
                .isEqualTo(Instant.parse("2030-01-01T00:00:00.123Z"));
        assertThat(mail.parts().attachments())
                .singleElement()
                .satisfies(
                        file -> {
                            assertThat(file.contentType()).isEqualTo("image/png");
                            assertThat(file.contentId()).isEqualTo("logo");
                            assertThat(file.disposition()).isEqualTo(Disposition.INLINE);
                            assertThat(mail.parts().files().get(file.sha256()))
                                    .containsExactly(0, 1, 2);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'subject':'s','text':'t'}|to",
                "{'to':[],'subject':'s','text':'t'}|to",
                "{'to':[null],'subject':'s','text':'t'}|to[0]",
                "{'to':['a@b.example'],'text':'t'}|subject",
                "{'to':['a@b.example'],'subject':'s'}|html",
                "{'to':['a@b.example'],'subject':'s','html':'','text':''}|html",
                "{'to':['a@b.example'],'subject':'a\\r\\nBcc: x','text':'t'}|subject",
                "{~,'from_':'nobody'}|from_",
                "{~,'reply_to':['a@b.example\\nX: y']}|reply_to[0]",
                "{~,'headers':{'X-SMTPAPI':'{}'}}|headers.X-SMTPAPI",
                "{~,'headers':{'dkim-signature':'x'}}|headers.dkim-signature",
                "{~,'headers':{'X-Ok':'a\\r\\nBcc: b'}}|headers.X-Ok",
                "{~,'template_id':'welcome'}|template_id",
                "{~,'html':'\\ud800'}|html",
                "{~,'html':'a\\u0000b'}|html",
                "{~,'text':'a\\u0000b'}|text",
                "{~,'tags':['a\\nb']}|tags[0]",
                "{~,'metadata':{'a':'\\udc00'}}|metadata",
                "{~,'template_vars':{'a':1}}|template_vars",
                "{~,'enable_unsubscribe':true,'headers':{'List-Unsubscribe':'<x>'}}|headers.List-Unsubscribe",
                "{~,'scheduled_at':'2030-01-01T00:00:00'}|scheduled_at",
                "{~,'expires_at':'soon'}|expires_at",
                "{~,'on_unknown':'maybe'}|on_unknown",
                "{~,'environment':'a b'}|environment",
                "{~,'tags':['']}|tags[0]",
                "{~,'metadata':[]}|metadata",
                "{~,'attachments':[{'content_type':'a/b','content_b64':''}]}|attachments[0].filename",
                "{~,'attachments':[{'filename':'f','content_b64':''}]}|attachments[0].content_type",
                "{~,'attachments':[{'filename':'f','content_type':'a/b'}]}|attachments[0].content_b64",
                "{~,'attachments':[{'filename':'f','content_type':'a','content_b64':''}]}|attachments[0].content_type",
                "{~,'attachments':[{'filename':'f','content_type':'a/b','content_b64':'','disposition':'x'}]}|attachments[0].disposition",
            })
    void whatIsWrongIsNamed(String json, String field) {
        assertThat(wrong(json.replace("~", REST).replace('\'', '"')))
                .extracting(FieldError::field)
                .containsExactly(field);
    }

    @Test
    void trackingIsWhatWasAskedForAndNothingElse() {
        assertThat(done("{%s}".formatted(REST)).tracking()).isEqualTo(Tracking.NONE);
        assertThat(
                        done("{%s,\"track_opens\":true,\"track_clicks\":false}".formatted(REST))
                                .tracking())
                .isEqualTo(new Tracking(true, false, false).asked(true, true));
        assertThat(
                        done("{%s,\"track_clicks\":true,\"enable_unsubscribe\":true}"
                                        .formatted(REST))
                                .tracking())
                .isEqualTo(new Tracking(false, true, true).asked(false, true));
    }

    @Test
    void fiveFilesAndFiveMebibytesAreTheMost() {
        String file = "{\"filename\":\"f\",\"content_type\":\"a/b\",\"content_b64\":\"%s\"}";
        String six =
                String.join(
                        ",",
                        List.of("", "", "", "", "", "").stream().map(file::formatted).toList());
        assertThat(wrong("{%s,\"attachments\":[%s]}".formatted(REST, six)))
                .extracting(FieldError::field)
                .containsExactly("attachments");
        String most = Base64.getEncoder().encodeToString(new byte[(int) Translator.FILES.bytes()]);
        assertThat(
                        done("{%s,\"attachments\":[%s]}".formatted(REST, file.formatted(most)))
                                .parts()
                                .attachments())
                .hasSize(1);
        String more =
                Base64.getEncoder().encodeToString(new byte[(int) Translator.FILES.bytes() + 1]);
        assertThat(wrong("{%s,\"attachments\":[%s]}".formatted(REST, file.formatted(more))))
                .extracting(FieldError::field)
                .containsExactly("attachments");
    }

    @Test
    void numbersOfMetadataAreKeptAsTheyWere() {
        assertThat(
                        done("{%s,\"metadata\":{\"a\":1e400,\"b\":0.12345678901234567890123,\"c\":1.50}}"
                                        .formatted(REST))
                                .labels()
                                .metadataJson())
                .isEqualTo("{\"a\":1E+400,\"b\":0.12345678901234567890123,\"c\":1.50}");
    }

    @Test
    void tooManyAddressesAreRefusedBeforeTheyAreLookedAt() {
        String many = "\"x\",".repeat(1_001);
        assertThat(wrong("{\"to\":[%s\"x\"],\"subject\":\"s\",\"text\":\"t\"}".formatted(many)))
                .extracting(FieldError::field)
                .containsExactly("to");
        assertThat(wrong("{%s,\"reply_to\":[%s\"x\"]}".formatted(REST, many.substring(0, 104))))
                .extracting(FieldError::field)
                .containsExactly("reply_to");
    }

    @Test
    void aMailOfATemplateHasNoContentOfItsOwn() {
        String bare =
                "{\"to\":[\"a@b.example\"],\"template_id\":\"welcome\",\"template_vars\":{\"b\":1,\"a\":2}}";
        assertThat(done(bare).matter())
                .isEqualTo(
                        new Matter.Templated(
                                new TemplateRef.IdOrName("welcome"),
                                null,
                                "{\"a\":2,\"b\":1}",
                                null));
    }

    private static Translation translate(String json) {
        return Json.read(EmailsJson.MAPPER, Body.of(json.getBytes(UTF_8)), EmailRequest.class)
                .map(request -> Translator.translate(request, new GivenKey.None()))
                .or(stop -> new Translation.Wrong(errors(stop)));
    }

    private static List<FieldError> errors(Stop stop) {
        return stop instanceof Stop.Invalid invalid ? invalid.errors() : List.of();
    }

    private static Submission done(String json) {
        return switch (translate(json)) {
            case Translation.Done done -> done.submission();
            case Translation.Wrong wrong -> throw new AssertionError(wrong.errors().toString());
        };
    }

    private static List<FieldError> wrong(String json) {
        return switch (translate(json)) {
            case Translation.Done done -> throw new AssertionError("accepted");
            case Translation.Wrong wrong -> wrong.errors();
        };
    }

    @Test
    void whatIsTooLongIsNamed() {
        String name = "N".repeat(Address.MAX_NAME_OCTETS + 1) + " <c@b.example>";
        assertThat(
                        wrong(
                                """
                                {"to":["%1$s"],"cc":["%1$s"],"bcc":["%1$s"],"reply_to":["%1$s"],
                                 "from_":"%1$s","subject":"%2$s","text":"t",
                                 "attachments":[{"filename":"a","content_type":"a/b;x=%2$s",
                                   "content_b64":""}]}\
                                """
                                        .formatted(name, "s".repeat(999))))
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder(
                        "to[0]",
                        "cc[0]",
                        "bcc[0]",
                        "reply_to[0]",
                        "from_",
                        "subject",
                        "attachments[0].content_type");
        String longest = "s".repeat(998);
        done("{\"to\":[\"a@b.example\"],\"subject\":\"%s\",\"text\":\"t\"}".formatted(longest));
    }
}
