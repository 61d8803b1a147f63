package dev.mailswitch.api.dialect.flute;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.accept.Matter;
import dev.mailswitch.api.accept.OnSuppressed;
import dev.mailswitch.api.accept.Submission;
import dev.mailswitch.api.accept.Tracking;
import dev.mailswitch.api.dialect.Body;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.GivenKey;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Recipient;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranslatorTest {

    @Test
    void everyFieldArrives() {
        Submission mail =
                done(
                        """
                        {"to":[{"name":"Ann","email":"a@b.example"},{"email":"Bo <b@b.example>"}],
                         "cc":[{"name":"","email":"c@b.example"}],"bcc":[{"email":"d@b.example"}],
                         "subject":"s","text":"t","html":"","reply_to":"r@b.example",
                         "headers":{"X-One":"1"},"environment":"main","access_token":"k",
                         "attachments":[{"name":"a.pdf","type":"application/pdf","data":"AAEC"}],
                         "images":[{"name":"logo.png","type":"image/png","data":"AwQ="}]}\
                        """);
        assertThat(mail.door()).isEqualTo("flute");
        assertThat(mail.envelope().to())
                .containsExactly(
                        new Address("a@b.example", "Ann"), new Address("b@b.example", "Bo"));
        assertThat(mail.envelope().cc()).containsExactly(Address.of("c@b.example"));
        assertThat(mail.envelope().bcc()).containsExactly(Address.of("d@b.example"));
        assertThat(mail.envelope().replyTo()).containsExactly(Address.of("r@b.example"));
        assertThat(mail.envelope().from()).isNull();
        assertThat(mail.matter()).isEqualTo(new Matter.Written("s", null, "t"));
        assertThat(mail.parts().headers()).containsExactly(new Header("X-One", "1"));
        assertThat(mail.tracking()).isEqualTo(new Tracking(true, false, false, true));
        assertThat(mail.choices().onSuppressed()).isEqualTo(OnSuppressed.ACCEPT);
        assertThat(mail.choices().needsProvider()).isTrue();
        List<Attachment> files = mail.parts().attachments();
        assertThat(files).extracting(Attachment::filename).containsExactly("a.pdf", "logo.png");
        assertThat(files).extracting(Attachment::contentId).containsExactly(null, "logo.png");
        assertThat(files).extracting(Attachment::inline).containsExactly(false, true);
        assertThat(mail.parts().files().get(files.getFirst().sha256())).containsExactly(0, 1, 2);
    }

    @Test
    void anImageWhoseNameIsNoContentIdGetsOneOfItsOwn() {
        List<Attachment> files =
                done(FluteMail.of(images("my logo.png", "über.png", "über.png ")))
                        .parts()
                        .attachments();
        assertThat(files).extracting(Attachment::contentId).doesNotHaveDuplicates();
        assertThat(files)
                .extracting(Attachment::contentId)
                .allMatch(id -> id != null && id.matches("image-[0-9a-f-]{36}"));
    }

    @Test
    void namesOfImagesAreUnique() {
        assertThat(wrong(FluteMail.of(images("a.png", "a.png")))).containsExactly("images[1].name");
        assertThat(wrong(FluteMail.of(images("my a.png", "my a.png"))))
                .containsExactly("images[1].name");
    }

    private static Map<String, ?> images(String... names) {
        return Map.of("images", List.of(names).stream().map(FluteMail::file).toList());
    }

    @Test
    void oneRecipientHasAtMost1024Bytes() {
        // The address has 13 bytes, and each of these letters two.
        assertThat(wrong(FluteMail.of(named("ä".repeat(505))))).isEmpty();
        assertThat(wrong(FluteMail.of(named("ä".repeat(506))))).containsExactly("to[0]");
    }

    private static Map<String, ?> named(String name) {
        return Map.of("to", List.of(Map.of("name", name, "email", "a@example.com")));
    }

    @Test
    void aFilesNameHasAtMost255Bytes() {
        for (String field : List.of("attachments", "images")) {
            assertThat(
                            wrong(
                                    FluteMail.of(
                                            Map.of(
                                                    field,
                                                    List.of(
                                                            FluteMail.file(
                                                                    "ä".repeat(127) + "b"))))))
                    .isEmpty();
            assertThat(wrong(FluteMail.of(Map.of(field, List.of(FluteMail.file("ä".repeat(128)))))))
                    .containsExactly(field + "[0].name");
        }
    }

    @Test
    void dataHasNoLineBreaks() {
        for (String data :
                List.of("AAEC\nAAEC", "AAEC\r\n", "AA EC", "data:image/png;base64,AAEC")) {
            assertThat(
                            wrong(
                                    FluteMail.of(
                                            Map.of(
                                                    "attachments",
                                                    List.of(
                                                            Map.of(
                                                                    "name", "a",
                                                                    "type", "a/b",
                                                                    "data", data))))))
                    .containsExactly("attachments[0].data");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject",
                "From",
                "to",
                "CC",
                "Reply-To",
                "Content-Type",
                "X-SMTPAPI",
                "X-PM-Message-Stream",
                "X-Mailswitch-Id"
            })
    void headersOfOursAreRefused(String name) {
        assertThat(wrong(FluteMail.of(Map.of("headers", Map.of(name, "x")))))
                .containsExactly("headers." + name);
    }

    @Test
    void aSubjectHasAtMost998Characters() {
        done(FluteMail.of(Map.of("subject", "s".repeat(998))));
        assertThat(wrong(FluteMail.of(Map.of("subject", "s".repeat(999)))))
                .containsExactly("subject");
    }

    /// The document allows 1,024 bytes in name and email, and a mail may have a thousand recipients.
    @Test
    void aThousandOfTheLongestRecipientsFitIntoAMail() {
        List<Map<String, String>> longest =
                IntStream.range(0, 1_000)
                        .mapToObj("r%03d@example.com"::formatted)
                        .map(
                                email ->
                                        Map.of(
                                                "email",
                                                email,
                                                "name",
                                                "N".repeat(1_024 - email.length())))
                        .toList();
        assertThat(
                        done(FluteMail.of(Map.of("to", longest))).envelope().to().stream()
                                .mapToInt(Address::octets)
                                .sum())
                .isEqualTo(1_024_000)
                .isLessThanOrEqualTo(Recipient.MAX_OCTETS_OF_ALL);
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThat(
                        wrong(
                                """
                                {"to":[null,{"name":"x"},{"email":"nobody"}],"subject":"",
                                 "reply_to":"nobody","images":[{"name":"a"}],"headers":{"X":null}}\
                                """))
                .containsExactlyInAnyOrder(
                        "to[0]",
                        "to[1].email",
                        "to[2].email",
                        "subject",
                        "reply_to",
                        "images[0].data",
                        "headers.X");
        assertThat(wrong("{}")).containsExactlyInAnyOrder("to", "subject");
        List<Map<String, String>> many =
                IntStream.range(0, 1_001).mapToObj(i -> Map.of("email", i + "@b.example")).toList();
        assertThat(wrong(FluteMail.of(Map.of("to", many)))).containsExactly("to");
    }

    private static Translation translated(String json) {
        FluteRequest request =
                Json.read(FluteJson.MAPPER, Body.of(json.getBytes(UTF_8)), FluteRequest.class)
                        .or(
                                stop -> {
                                    throw new AssertionError(stop);
                                });
        return Translator.translate(request, new GivenKey.None());
    }

    private static Submission done(String json) {
        return ((Translation.Done) translated(json)).submission();
    }

    /// The fields that are wrong.
    private static List<String> wrong(String json) {
        return switch (translated(json)) {
            case Translation.Done done -> List.of();
            case Translation.Wrong wrong -> wrong.errors().stream().map(FieldError::field).toList();
        };
    }
}
