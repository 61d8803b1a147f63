package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.Routes;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.ledger.reading.MailDetail;
import dev.mailswitch.ledger.reading.MailReader;
import dev.mailswitch.ledger.reading.Origin;
import dev.mailswitch.ledger.reading.OriginReader;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;

/// Finds the mail that an id in a path names, within what the caller may see.
@Singleton
class Mails {

    private final Gate gate;
    private final Routes routes;
    private final MailReader reader;
    private final OriginReader origins;

    Mails(Gate gate, Routes routes, MailReader reader, OriginReader origins) {
        this.gate = gate;
        this.routes = routes;
        this.reader = reader;
        this.origins = origins;
    }

    /// Stops where a word stands in the place of an id that is served with other methods. Asked
    /// before anybody is asked who it is.
    Step<String> id(RoutingContext context, String id) {
        if (MailRef.parse(id).isEmpty()
                && routes.missing(context.normalizedPath(), context.request().method().name())
                        instanceof Stop.MethodNotAllowed not) {
            return Step.stopped(not);
        }
        return Step.passed(id);
    }

    /// By the mail's own id or one of its recipients'.
    Step<MailDetail> find(Caller caller, String id) throws SQLException {
        return found(caller, MailRef.parse(id));
    }

    /// By the mail's own id only, for what changes it.
    Step<MailDetail> own(Caller caller, String id) throws SQLException {
        return found(caller, MailRef.parse(id).filter(MailRef::isMail));
    }

    /// What the bytes of its attempts were made from, without what it says; by the mail's own id or
    /// one of its recipients'.
    Step<Origin> origin(Caller caller, MailRef ref) throws SQLException {
        return gate.reach(caller, null)
                .then(
                        reach ->
                                origins.find(caller.organisation(), ref.id())
                                        .filter(
                                                origin ->
                                                        ref.position()
                                                                < origin.recipients().size())
                                        .filter(origin -> reach.covers(origin.environment()))
                                        .map(Step::passed)
                                        .orElseGet(() -> Step.stopped(new Stop.NotFound())));
    }

    private Step<MailDetail> found(Caller caller, Optional<MailRef> ref) throws SQLException {
        return gate.reach(caller, null)
                .then(
                        reach -> {
                            if (ref.isEmpty()) {
                                return Step.stopped(new Stop.NotFound());
                            }
                            return reader.find(caller.organisation(), ref.get().id())
                                    .filter(found -> ref.get().of(found.mail()))
                                    .filter(found -> reach.covers(found.mail().environmentId()))
                                    .map(Step::passed)
                                    .orElseGet(() -> Step.stopped(new Stop.NotFound()));
                        });
    }
}
