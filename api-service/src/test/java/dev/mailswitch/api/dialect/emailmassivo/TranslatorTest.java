package dev.mailswitch.api.dialect.emailmassivo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.mailswitch.api.accept.Matter;
import dev.mailswitch.api.accept.OnSuppressed;
import dev.mailswitch.api.accept.Once;
import dev.mailswitch.api.accept.Submission;
import dev.mailswitch.api.accept.TemplateRef;
import dev.mailswitch.api.accept.Tracking;
import dev.mailswitch.api.dialect.Body;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.emailmassivo.Translator.Source;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Header;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranslatorTest {

    private static final ForbiddenTypes FORBIDDEN =
            ForbiddenTypes.of(List.of("exe", "js"), List.of("4d5a", "2321"));

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String PARTIES =
            "\"to\":{\"email\":\"to@b.example\"},\"from\":{\"email\":\"from@b.example\"}";
    private static final String REST = PARTIES + ",\"subject\":\"s\",\"html\":\"<p>h\"";

    @Test
    void everyFieldArrives() {
        Submission mail =
                done("""
                {"idempotencyKey":"k","mail":{
                 "to":{"email":"to@b.example","name":"Ann"},
                 "from":{"email":"from@b.example","name":"Shop"},
                 "subject":"s","previewTitle":"look","html":"<p>h","text":"",
                 "cc":"c@b.example","bcc":"d@b.example",
                 "headers":{"X-One":"1","X-Two":["a","b"],
                            "X-Three":{"prepared":true,"value":"v"}},
                 "attachments":[{"a.pdf":"AAEC"},{"b.csv":"AA\\r\\nEC"}]}}\
                """)
                        .submission();
        assertThat(mail.envelope().to()).containsExactly(new Address("to@b.example", "Ann"));
        assertThat(mail.envelope().from()).isEqualTo(new Address("from@b.example", "Shop"));
        assertThat(mail.envelope().cc()).containsExactly(Address.of("c@b.example"));
        assertThat(mail.envelope().bcc()).containsExactly(Address.of("d@b.example"));
        assertThat(mail.matter()).isEqualTo(new Matter.Written("s", "<p>h", null, "look"));
        assertThat(mail.parts().headers())
                .containsExactly(
                        new Header("X-One", "1"),
                        new Header("X-Two", "a"),
                        new Header("X-Two", "b"),
                        new Header("X-Three", "v"));
        assertThat(mail.parts().attachments())
                .extracting(file -> file.filename() + " " + file.contentType())
                .containsExactly("a.pdf application/pdf", "b.csv text/csv");
        assertThat(mail.parts().files().values()).singleElement().isEqualTo(new byte[] {0, 1, 2});
        assertThat(mail.once()).isEqualTo(new Once.KeyAndContent("k"));
        assertThat(mail.tracking()).isEqualTo(new Tracking(false, false, true));
        assertThat(mail.choices().onSuppressed()).isEqualTo(OnSuppressed.REFUSE_IF_FIRST);
    }

    @Test
    void aTemplateIsNamedByItsNumberAndMayHaveAnotherSubject() {
        Submission mail =
                done(
                                Source.TEMPLATE,
                                """
                                {"mail":{%s,"idTemplateMailUser":7,"subject":"other",
                                 "params":{"b":1.50,"a":"x"}}}\
                                """
                                        .formatted(PARTIES))
                        .submission();
        assertThat(mail.matter())
                .isEqualTo(
                        new Matter.Templated(
                                new TemplateRef.Number(7),
                                "other",
                                "{\"a\":\"x\",\"b\":1.50}",
                                null));
        Submission bare =
                done(
                                Source.TEMPLATE,
                                "{\"mail\":{%s,\"idTemplateMailUser\":99999999999,\"params\":[]}}"
                                        .formatted(PARTIES))
                        .submission();
        assertThat(bare.matter())
                .isEqualTo(new Matter.Templated(new TemplateRef.Number(0), null, "{}", null));
    }

    @Test
    void attachmentsMayStandBesideTheMailToo() {
        Submission mail =
                done("{\"attachments\":{\"b.txt\":\"Yg==\"},\"mail\":{%s,\"attachments\":{\"a.txt\":\"YQ\"}}}"
                                .formatted(REST))
                        .submission();
        assertThat(mail.parts().attachments())
                .extracting(file -> file.filename())
                .containsExactly("a.txt", "b.txt");
    }

    @Test
    void headersWeSetOurselvesAreDroppedAndTheOthersKept() {
        Submission mail =
                done("""
                {"mail":{%s,"headers":{"Errors-To":"e","x-complaints-to":"e",
                 "Precedence":"list","Feedback-ID":"f","X-SenderName-MailID":"1",
                 "X-Mailru-Msgtype":"m","X-Postmaster-Msgtype":"m","Return-Path":"<>",
                 "List-Unsubscribe":"<https://x>","From":"a@x.example","X-SMTPAPI":"{}",
                 "Bcc":"all@x.example","X-Order":"5",
                 "Reply-To":"\\"Help, us\\" <r@b.example>, s@b.example"}}}\
                """
                                .formatted(REST))
                        .submission();
        assertThat(mail.parts().headers()).containsExactly(new Header("X-Order", "5"));
        assertThat(mail.parts().warnings())
                .hasSize(12)
                .startsWith("The header Errors-To was left out");
        assertThat(mail.envelope().replyTo())
                .containsExactly(new Address("r@b.example", "Help, us"), Address.of("s@b.example"));
    }

    @Test
    void copiesThatAreNoAddressesCostNobodyTheMail() {
        Translation.Done done =
                done(
                        "{\"mail\":{%s,\"cc\":\"a@b.example, nobody, \\\"Doe, Jo\\\" <j@b.example>,,\",\"bcc\":[\"x@\",\"C <c@b.example>\"]}}"
                                .formatted(REST));
        assertThat(done.copies())
                .containsExactly(
                        new CopyTo.Valid(Address.of("a@b.example")),
                        new CopyTo.Invalid("nobody"),
                        new CopyTo.Valid(new Address("j@b.example", "Doe, Jo")),
                        new CopyTo.Invalid("x@"),
                        new CopyTo.Valid(new Address("c@b.example", "C")));
        assertThat(done.submission().envelope().cc()).hasSize(2);
        assertThat(done.submission().envelope().bcc()).hasSize(1);
    }

    @Test
    void whatIsNoAddressIsNotSaidAgainAtLength() {
        String nothing = "x".repeat(5_000);
        Translation.Done done = done("{\"mail\":{%s,\"cc\":\"%s\"}}".formatted(REST, nothing));
        assertThat(done.copies())
                .containsExactly(new CopyTo.Invalid("x".repeat(CopyTo.MOST_SHOWN) + "…"));
    }

    @Test
    void theWarningSaysWhatIsMissingAndWhatIsMisplaced() {
        assertThat(done("{\"idempotencyKey\":\"k\",\"mail\":{%s}}".formatted(REST)).warning())
                .isNull();
        Translation.Done none = done("{\"mail\":{%s}}".formatted(REST));
        assertThat(none.warning()).isEqualTo(Translator.NO_KEY);
        assertThat(none.submission().once()).isEqualTo(new Once.Content());
        assertThat(done("{\"mail\":{%s,\"idempotencyKey\":\"k\"}}".formatted(REST)).warning())
                .contains(Translator.NO_KEY, Translator.KEY_IN_MAIL);
    }

    @Test
    void theKeyMayComeInTheHeaderAndMustNotDiffer() {
        SendRequest request = read("{\"idempotencyKey\":\"k\",\"mail\":{%s}}".formatted(REST));
        assertThat(translate(Source.HTML, request, new GivenKey.One("k")))
                .isInstanceOf(Translation.Done.class);
        assertThat(translate(Source.HTML, request, new GivenKey.One("other")))
                .isEqualTo(
                        new Translation.Wrong(
                                "idempotencyKey: must not differ between header and body"));
    }

    @Test
    void whatIsTooLongIsSaidOfItsField() throws Exception {
        String name = "N".repeat(1_025);
        assertThat(wrong(with("{\"subject\":\"%s\"}".formatted("s".repeat(999)))))
                .isEqualTo("mail.subject: must be at most 998 characters");
        assertThat(
                        wrong(
                                with(
                                        "{\"to\":{\"email\":\"a@b.example\",\"name\":\"%s\"}}"
                                                .formatted(name))))
                .isEqualTo("mail.to.name: the name exceeds 1,024 octets");
        assertThat(
                        wrong(
                                with(
                                        "{\"from\":{\"email\":\"a@b.example\",\"name\":\"%s\"}}"
                                                .formatted(name))))
                .isEqualTo("mail.from.name: the name exceeds 1,024 octets");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'subject':' '}|mail.subject: must be given",
                "{'html':''}|mail.html: must be given",
                "{'to':{'email':'x'}}|mail.to.email: the address must have the form local@domain",
                "{'from':{'email':''}}|mail.from.email: must be given",
                "{'headers':[1]}|mail.headers: must be an object",
                "{'headers':{'Reply-To':'x'}}|mail.headers.Reply-To: must be an address",
                "{'headers':{'X-A':{}}}|mail.headers.X-A: must be a text, a list of texts or"
                        + " {prepared, value}",
                "{'cc':5}|mail.cc: must be addresses with commas between them",
                "{'bcc':['a@b.example',5]}|mail.bcc[1]: must be an address",
            })
    void whatIsWrongIsSaidOfItsField(String fields, String message) throws Exception {
        assertThat(wrong(with(fields.replace('\'', '"')))).isEqualTo(message);
    }

    @Test
    void whatIsMissingIsSaidAllAtOnce() {
        assertThat(wrong("{}")).isEqualTo("mail: must be given");
        assertThat(wrong("{\"mail\":{}}"))
                .isEqualTo(
                        "mail.from.email: must be given; mail.to.email: must be given;"
                                + " mail.subject: must be given; mail.html: must be given");
        assertThat(wrong("{\"idempotencyKey\":\" \",\"mail\":{%s}}".formatted(REST)))
                .isEqualTo("idempotencyKey: must have 1 to 255 characters");
    }

    @Test
    void aMailHasAtMostAThousandRecipients() throws Exception {
        String copies = String.join(",", Collections.nCopies(999, "c@b.example"));
        assertThat(done(with("{\"cc\":\"%s\"}".formatted(copies))).copies()).hasSize(999);
        assertThat(wrong(with("{\"cc\":\"%s,d@b.example\"}".formatted(copies))))
                .isEqualTo("mail.cc: must be at most 1,000 recipients with to and bcc");
    }

    @Test
    void ofCopiesNoMoreAreReadThanTellThatThereAreTooMany() {
        Findings findings = new Findings();
        TextNode many = TextNode.valueOf("a,".repeat(100_000));
        assertThat(CopyTo.read("cc", many, 10, findings)).hasSize(11);
        ArrayNode lists = JSON.createArrayNode().add("a,b,c").add("d,e,f").add("g,h,i");
        assertThat(CopyTo.read("cc", lists, 3, findings)).hasSize(4);
        assertThat(CopyTo.read("cc", lists, 9, findings)).hasSize(9);
        assertThat(findings.errors()).isEmpty();
    }

    @Test
    void headersAreAtMostFiftyWithThoseLeftOut() throws Exception {
        ObjectNode headers = JSON.createObjectNode();
        for (int i = 0; i < 49; i++) {
            headers.put("X-Line-" + i, "v");
        }
        headers.put("Errors-To", "e");
        String fields = "{\"headers\":%s}";
        assertThat(done(with(fields.formatted(headers))).submission().parts().headers())
                .hasSize(49);
        headers.put("Precedence", "bulk");
        assertThat(wrong(with(fields.formatted(headers))))
                .isEqualTo("mail.headers: must be at most 50");
        ArrayNode values = JSON.createArrayNode();
        for (int i = 0; i < 51; i++) {
            values.add("v");
        }
        assertThat(wrong(with("{\"headers\":{\"Errors-To\":%s}}".formatted(values))))
                .isEqualTo("mail.headers.Errors-To: must be at most 50");
    }

    @Test
    void repliesGoToAtMost25Addresses() throws Exception {
        String some = String.join(",", Collections.nCopies(25, "r@b.example"));
        String fields = "{\"headers\":{\"Reply-To\":\"%s\"}}";
        assertThat(done(with(fields.formatted(some))).submission().envelope().replyTo())
                .hasSize(25);
        assertThat(wrong(with(fields.formatted(some + ",s@b.example,t@b.example"))))
                .isEqualTo("mail.headers.Reply-To: must be at most 25 addresses");
    }

    /// A request whose mail has these fields in place of its own.
    private static String with(String fields) throws JsonProcessingException {
        ObjectNode mail = (ObjectNode) JSON.readTree("{%s}".formatted(REST));
        mail.setAll((ObjectNode) JSON.readTree(fields));
        return "{\"mail\":%s}".formatted(mail);
    }

    private static String wrong(String json) {
        Translation translation = translate(Source.HTML, read(json), new GivenKey.None());
        assertThat(translation).isInstanceOf(Translation.Wrong.class);
        return ((Translation.Wrong) translation).message();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a.txt':'?'}|Attachments parse failed",
                "{'a.txt':null}|Attachments parse failed",
                "{'':'YQ=='}|Attachments parse failed",
                "[['a.txt']]|Attachments parse failed",
                "5|Attachments parse failed",
                "{'a.exe':'YQ=='}|Attachments type forbidden",
                "[{'a.txt':'YQ=='},{'b.txt':'TVo='}]|Attachments type forbidden",
                "{'a.txt':'IyEvYmluL3No'}|Attachments type forbidden",
            })
    void filesAreRefusedInTheDocumentsWords(String files, String message) {
        String json =
                "{\"mail\":{%s,\"attachments\":%s}}".formatted(REST, files.replace('\'', '"'));
        assertThat(wrong(json)).isEqualTo(message);
    }

    @Test
    void filesMayHaveTenMebibytesTogether() {
        int half = 5 << 20;
        String five = Base64.getEncoder().encodeToString(new byte[half]);
        String more = Base64.getEncoder().encodeToString(new byte[half + 1]);
        String json = "{\"mail\":{%s,\"attachments\":[{\"a\":\"%s\"},{\"b\":\"%s\"}]}}";
        assertThat(done(json.formatted(REST, five, five)).submission().parts().attachments())
                .hasSize(2);
        assertThat(wrong(json.formatted(REST, five, more))).isEqualTo(AttachedFiles.TOO_LARGE);
    }

    @Test
    void aPreheaderHasAtMost255Characters() {
        String good = "ä".repeat(255);
        Matter matter =
                done("{\"mail\":{%s,\"previewTitle\":\"%s\"}}".formatted(REST, good))
                        .submission()
                        .matter();
        assertThat(((Matter.Written) matter).preheader()).isEqualTo(good);
        assertThat(wrong("{\"mail\":{%s,\"previewTitle\":\"%sx\"}}".formatted(REST, good)))
                .isEqualTo("mail.previewTitle: the preheader exceeds 255 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "'7'", "7.5", "{}"})
    void aTemplatesNumberIsAWholeNumber(String number) {
        String json =
                "{\"mail\":{%s,\"idTemplateMailUser\":%s}}"
                        .formatted(PARTIES, number.replace('\'', '"'));
        assertThat(translate(Source.TEMPLATE, read(json), new GivenKey.None()))
                .isInstanceOfSatisfying(
                        Translation.Wrong.class,
                        wrong ->
                                assertThat(wrong.message())
                                        .startsWith("mail.idTemplateMailUser: must be"));
    }

    private static SendRequest read(String json) {
        return Json.read(
                        EmailMassivoJson.MAPPER,
                        Body.of(json.getBytes(StandardCharsets.UTF_8)),
                        SendRequest.class)
                .or(
                        stop -> {
                            throw new AssertionError(stop);
                        });
    }

    private static Translation translate(Source source, SendRequest request, GivenKey key) {
        return Translator.translate(source, request, key, FORBIDDEN);
    }

    private static Translation.Done done(String json) {
        return done(Source.HTML, json);
    }

    private static Translation.Done done(Source source, String json) {
        Translation translation = translate(source, read(json), new GivenKey.None());
        assertThat(translation).isInstanceOf(Translation.Done.class);
        return (Translation.Done) translation;
    }
}
