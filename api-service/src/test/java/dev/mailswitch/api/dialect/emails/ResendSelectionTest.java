package dev.mailswitch.api.dialect.emails;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mailswitch.api.accept.Selection;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.lifecycle.Status;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.RecipientKind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResendSelectionTest {

    private static final Instant AT = Instant.parse("2026-01-31T12:00:00Z");
    private static final Mail MAIL =
            new Mail(
                    EmailId.mint(AT, new Random(1)),
                    new EnvironmentId(new UUID(0, 1)),
                    Address.of("f@b.example"),
                    "s",
                    "<m@b.example>",
                    List.of(),
                    null,
                    "transactional",
                    null,
                    AT,
                    AT,
                    null,
                    null,
                    IntStream.range(0, 1_000)
                            .mapToObj(
                                    i ->
                                            new Mail.Addressee(
                                                    i,
                                                    RecipientKind.TO,
                                                    Address.of("r%d@bücher.example".formatted(i)),
                                                    Status.BOUNCED,
                                                    1,
                                                    null,
                                                    null,
                                                    AT))
                            .toList(),
                    List.of(),
                    List.of());

    private final Findings findings = new Findings();

    private Selection selection(List<String> asked) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        asked.forEach(list::add);
        return ResendResource.selection(list, MAIL, findings);
    }

    @Test
    void recipientsAreFoundByAddressInAnySpellingAndById() {
        String id = MAIL.id().recipient(7).toString();
        assertThat(
                        selection(
                                List.of(
                                        "R1@bücher.example",
                                        "Two <r2@xn--bcher-kva.example>",
                                        id.toUpperCase(Locale.ROOT))))
                .isEqualTo(new Selection.Some(Set.of(1, 2, 7)));
        assertThat(findings.errors()).isEmpty();
    }

    @Test
    void whoIsNoRecipientIsNamedByPlace() {
        selection(List.of("r1@bücher.example", "x@b.example", "nobody"));
        assertThat(findings.errors())
                .extracting(FieldError::field)
                .containsExactly("recipients[1]", "recipients[2]");
    }

    @Test
    void moreThanAMailCanHaveAreRefused() {
        String one = "r1@bücher.example";
        selection(IntStream.range(0, 1_000).mapToObj(i -> one).toList());
        assertThat(findings.errors()).isEmpty();
        selection(IntStream.range(0, 1_001).mapToObj(i -> one).toList());
        assertThat(findings.errors())
                .containsExactly(
                        FieldError.invalid("recipients", "must be at most 1,000 recipients"));
    }
}
