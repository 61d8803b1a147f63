package dev.mailswitch.api.dialect.emails;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.api.accept.Refusal;
import dev.mailswitch.api.dialect.MarkdownTable;
import dev.mailswitch.api.dialect.PageContract;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Samples;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.model.lifecycle.WaitCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EmailsPageTest extends PageContract {

    @Override
    protected String page() {
        return "emails";
    }

    @Override
    protected Class<?> room() {
        return EmailsDoor.class;
    }

    @Override
    protected JsonMapper mapper() {
        return EmailsJson.MAPPER;
    }

    @Override
    protected Map<String, Class<?>> tables() {
        return Map.ofEntries(
                Map.entry("field", EmailRequest.class),
                Map.entry("field of a file", EmailRequest.File.class),
                Map.entry("field of a batch", BatchRequest.class),
                Map.entry("field of a `PATCH`", RescheduleRequest.class),
                Map.entry("field of a resend", ResendRequest.class),
                Map.entry("field of a validated mail", ValidatedView.class),
                Map.entry("field of a validated recipient", ValidatedView.Addressee.class),
                Map.entry("field of a route", ValidatedView.Way.class),
                Map.entry("field of an accepted mail", AcceptedView.class),
                Map.entry("field of a recipient", Frame.Addressee.class),
                Map.entry("field of an attached file", Frame.File.class),
                Map.entry("field of a mail with details", DetailView.class),
                Map.entry("field of a recipient with details", DetailView.Addressee.class),
                Map.entry("field of a wait", DetailView.Waiting.class),
                Map.entry("field of an attempt", DetailView.Attempt.class),
                Map.entry("field of a mail in a list", ItemView.class),
                Map.entry("field of an event", EventView.class),
                Map.entry("field of an answered batch", BatchView.class),
                Map.entry("field of an entry", BatchView.Item.class));
    }

    @Test
    void theTableOfCausesHasEveryCause() throws IOException {
        Path page = repository().resolve("docs/doors/emails.md");
        assertThat(
                        MarkdownTable.all(Files.readString(page)).stream()
                                .filter(
                                        table ->
                                                table.head().getFirst().equals("`cause` of a wait"))
                                .flatMap(table -> table.rows().stream())
                                .flatMap(row -> row.codes(0).stream()))
                .containsExactlyElementsOf(
                        Arrays.stream(WaitCause.values()).map(WaitCause::word).toList());
    }

    @Override
    protected Set<Integer> accepted() {
        return Set.of(200, 202);
    }

    @Override
    protected List<Said> said() {
        List<Problem> problems = new ArrayList<>();
        Samples.of(Stop.class).forEach(stop -> problems.add(Problem.of(stop)));
        Samples.of(Refusal.class).stream()
                // A mail that nobody can send yet waits.
                .filter(refusal -> !(refusal instanceof Refusal.NoProvider))
                .forEach(refusal -> problems.add(Refusals.problem(refusal)));
        Samples.of(RawRefusal.class).forEach(refusal -> problems.add(refusal.problem()));
        // Of cancelling, moving and sending again.
        problems.add(Problem.conflict("…"));
        problems.add(Problem.of(410, "content_gone", "…", "…"));
        return problems.stream().map(p -> new Said(p.status(), p.code())).toList();
    }
}
