package dev.mailswitch.api.dialect.emailmassivo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.api.accept.Refusal;
import dev.mailswitch.api.accept.Suppressed;
import dev.mailswitch.api.dialect.PageContract;
import dev.mailswitch.api.dialect.Samples;
import dev.mailswitch.api.dialect.Stop;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

class EmailMassivoPageTest extends PageContract {

    @Override
    protected String page() {
        return "emailmassivo";
    }

    @Override
    protected Class<?> room() {
        return EmailMassivoDoor.class;
    }

    @Override
    protected JsonMapper mapper() {
        return EmailMassivoJson.MAPPER;
    }

    @Override
    protected Map<String, Class<?>> tables() {
        return Map.of(
                "field", SendRequest.class,
                "field of `mail`", SendRequest.Mail.class,
                "field of `to` and `from`", SendRequest.Party.class,
                "field of the answer", SendView.class,
                "field of `additionalRecipients`", SendView.Additional.class,
                "field of the mail", StatusView.class);
    }

    @Override
    protected Set<Integer> accepted() {
        return Set.of(200);
    }

    @Override
    protected List<Said> said() {
        Stream<Reply> stops = Samples.of(Stop.class).stream().map(Refusals::reply);
        Stream<Reply> refusals = Samples.of(Refusal.class).stream().map(Refusals::reply);
        Stream<Reply> suppressed =
                Arrays.stream(Suppressed.values())
                        .map(Refusal.OnSuppressionList::new)
                        .map(Refusals::reply);
        Stream<Reply> own =
                Stream.of(
                        Reply.of(400, AttachedFiles.UNREADABLE),
                        Reply.of(400, AttachedFiles.TOO_LARGE),
                        Reply.of(400, AttachedFiles.FORBIDDEN),
                        Reply.mailUnknown());
        return Stream.of(stops, refusals, suppressed, own)
                .flatMap(replies -> replies)
                .map(reply -> new Said(reply.status(), reply.message()))
                .toList();
    }
}
