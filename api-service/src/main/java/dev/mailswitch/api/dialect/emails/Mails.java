package dev.mailswitch.api.dialect.emails;

import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.dialect.Gate;
import dev.mailswitch.api.dialect.Routes;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.ledger.reading.Mail;
import dev.mailswitch.ledger.reading.MailDetail;
import dev.mailswitch.ledger.reading.MailReader;
import dev.mailswitch.ledger.reading.Origin;
import dev.mailswitch.ledger.reading.OriginReader;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;

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

    /// About how many octets [#find] and [#own] read; 0 if there is nothing for the caller.
    long octets(Caller caller, String id) throws SQLException {
        Optional<MailRef> ref = MailRef.parse(id);
        return ref.isPresent() ? reader.octets(caller.organisation(), ref.get().id()) : 0;
    }

    /// The whole mail, by its own id or one of its recipients'.
    Step<MailDetail> find(Caller caller, String id) throws SQLException {
        return found(caller, MailRef.parse(id), reader::find, MailDetail::mail);
    }

    /// The whole mail, by its own id only, for what changes it or repeats it.
    Step<MailDetail> own(Caller caller, String id) throws SQLException {
        return found(
                caller, MailRef.parse(id).filter(MailRef::isMail), reader::find, MailDetail::mail);
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
                                                        ref.position() < origin.recipients().size())
                                        .filter(origin -> reach.covers(origin.environment()))
                                        .map(Step::passed)
                                        .orElseGet(() -> Step.stopped(new Stop.NotFound())));
    }

    /// The mail without attempts and content, by its own id or one of its recipients'.
    Step<Mail> frame(Caller caller, String id) throws SQLException {
        return found(caller, MailRef.parse(id), reader::frame, mail -> mail);
    }

    /// The mail without attempts and content, by its own id only.
    Step<Mail> ownFrame(Caller caller, String id) throws SQLException {
        return found(
                caller, MailRef.parse(id).filter(MailRef::isMail), reader::frame, mail -> mail);
    }

    @FunctionalInterface
    private interface Reading<T> {
        Optional<T> read(OrganisationId organisation, EmailId id) throws SQLException;
    }

    private <T> Step<T> found(
            Caller caller, Optional<MailRef> ref, Reading<T> reading, Function<T, Mail> mail)
            throws SQLException {
        return gate.reach(caller, null)
                .then(
                        reach -> {
                            if (ref.isEmpty()) {
                                return Step.stopped(new Stop.NotFound());
                            }
                            return reading.read(caller.organisation(), ref.get().id())
                                    .filter(found -> ref.get().of(mail.apply(found)))
                                    .filter(
                                            found ->
                                                    reach.covers(mail.apply(found).environmentId()))
                                    .map(Step::passed)
                                    .orElseGet(() -> Step.stopped(new Stop.NotFound()));
                        });
    }
}
