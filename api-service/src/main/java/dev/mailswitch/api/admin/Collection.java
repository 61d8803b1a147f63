package dev.mailswitch.api.admin;

import dev.mailswitch.api.admin.Audit.Action;
import dev.mailswitch.api.admin.Writing.Done;
import dev.mailswitch.api.auth.Caller;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.Entrance;
import dev.mailswitch.api.dialect.Listing;
import dev.mailswitch.api.dialect.Parameters;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.model.id.OrganisationId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// The five routes that every kind of setting has, for keys with the scope `admin`. Views are made
/// in the transaction that read or wrote the row.
final class Collection<R extends Row, Q, V> {

    /// How many rows a conflict names.
    private static final int NAMED = 5;

    private final String path;
    private final Kind<R, Q, V> kind;
    private final Desk desk;

    /// @param path of the collection, without a slash at its end
    Collection(String path, Kind<R, Q, V> kind, Desk desk) {
        this.path = path;
        this.kind = kind;
        this.desk = desk;
    }

    Response list() {
        return list(Set.of(), (parameters, caller) -> Map.of());
    }

    /// @param more   parameters beside limit and cursor
    /// @param filter the values that rows must have, by their fields
    Response list(Set<String> more, BiFunction<Parameters, Caller, Map<String, ?>> filter) {
        Caller caller = desk.enter(Scope.ADMIN);
        Set<String> known = new HashSet<>(Set.of("limit", "cursor"));
        known.addAll(more);
        Parameters parameters = new Parameters(desk.query(), known);
        int limit = parameters.limit();
        UUID after = Objects.requireNonNullElse(parameters.cursor(), Rows.FIRST);
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            Map<String, ?> equal = filter.apply(parameters, caller);
                            List<R> found =
                                    desk.rows()
                                            .list(
                                                    kind.rowType(),
                                                    caller.organisation(),
                                                    equal,
                                                    after,
                                                    limit + 1);
                            return Change.ok(
                                    Listing.of(found, limit, row -> row.id, kind.views(found)));
                        });
    }

    Response get(String id) {
        Caller caller = desk.enter(Scope.ADMIN);
        return QuarkusTransaction.requiringNew()
                .call(
                        () -> {
                            R row = desk.rows().find(kind.rowType(), caller.organisation(), id);
                            return Change.ok(row.version, kind.view(row));
                        });
    }

    Response create() {
        Entrance.Visit visit = desk.enterWithBody(Scope.ADMIN);
        Change.Patch body = Change.patch(visit.body());
        Q request = Change.read(visit.body(), kind.requestType());
        R row = desk.rows().born(kind.blank(), visit.caller().organisation());
        V view =
                desk.writing()
                        .run(
                                visit.caller(),
                                () -> {
                                    kind.apply(
                                            request,
                                            row,
                                            new Kind.Edit(visit.caller(), true, body.names()));
                                    V made = kind.born(row);
                                    row.persist();
                                    return new Done<>(made, audit(Action.CREATED, row));
                                });
        return Change.created(path + "/" + row.id, row.version, view);
    }

    private record Changed<R, V>(R row, V view) {}

    Response change(String id) {
        Entrance.Visit visit = desk.enterWithBody(Scope.ADMIN);
        Change.Patch patch = Change.patch(visit.body());
        Changed<R, V> changed =
                desk.writing()
                        .run(
                                visit.caller(),
                                () -> {
                                    R row = locked(visit.caller(), id);
                                    kind.apply(
                                            patch.onto(kind.request(row), kind.requestType()),
                                            row,
                                            new Kind.Edit(visit.caller(), false, patch.names()));
                                    return new Done<>(
                                            new Changed<>(row, kind.view(row)),
                                            audit(Action.CHANGED, row).with(patch.names()));
                                });
        return Change.ok(changed.row().version, changed.view());
    }

    /// Changes one field of a row in a way of its own, with what the body says.
    ///
    /// @see #steer(String, String, Consumer)
    <B> Response steer(String id, String field, Class<B> bodyType, BiConsumer<B, R> change) {
        Entrance.Visit visit = desk.enterWithBody(Scope.ADMIN);
        B body = Change.read(visit.body(), bodyType);
        Changed<R, V> changed = steered(visit.caller(), id, field, row -> change.accept(body, row));
        return Change.ok(changed.row().version, changed.view());
    }

    /// Changes one field of a row in a way of its own. `If-Match` is obeyed where it is given and not
    /// asked for: this says how things shall be from now on, whatever was read before, and must not
    /// fail in a hurry because somebody has changed something else.
    ///
    /// @param field as it stands in the record of changes
    Response steer(String id, String field, Consumer<R> change) {
        steered(desk.enter(Scope.ADMIN), id, field, change);
        return Response.noContent().build();
    }

    private Changed<R, V> steered(Caller caller, String id, String field, Consumer<R> change) {
        return desk.writing()
                .run(
                        caller,
                        () -> {
                            R row = desk.rows().lock(kind.rowType(), caller.organisation(), id);
                            Change.checkIfGiven(desk.context(), row.version);
                            change.accept(row);
                            return new Done<>(
                                    new Changed<>(row, kind.view(row)),
                                    audit(Action.CHANGED, row).with(Set.of(field)));
                        });
    }

    Response delete(String id) {
        Caller caller = desk.enter(Scope.ADMIN);
        desk.writing()
                .run(
                        caller,
                        () -> {
                            R row = locked(caller, id);
                            kind.deletable(row, caller);
                            refuseIfReferred(row);
                            Audit audit = audit(Action.DELETED, row);
                            row.delete();
                            return new Done<>(row.id, audit);
                        });
        return Response.noContent().build();
    }

    private R locked(Caller caller, String id) {
        R row = desk.rows().lock(kind.rowType(), caller.organisation(), id);
        Change.check(desk.context(), row.version);
        return row;
    }

    private Audit audit(Action action, R row) {
        return Audit.of(action, kind.word(), row, kind.nameOf(row));
    }

    private void refuseIfReferred(R row) {
        List<String> referring = new ArrayList<>();
        for (Kind.Reference<?> reference : kind.references()) {
            referring.addAll(referring(reference, row));
        }
        kind.heldBy(row).ifPresent(referring::add);
        if (!referring.isEmpty()) {
            boolean more = referring.size() > NAMED;
            throw new Refused(
                    Problem.conflict(
                            "It is still referred to by "
                                    + String.join(
                                            ", ", more ? referring.subList(0, NAMED) : referring)
                                    + (more ? " and more" : "")));
        }
    }

    private <T extends Owned> List<String> referring(Kind.Reference<T> reference, R row) {
        return desk
                .rows()
                .list(
                        reference.type(),
                        new OrganisationId(row.organisationId),
                        Map.of(reference.field(), row.id),
                        Rows.FIRST,
                        NAMED + 1)
                .stream()
                .map(reference.text())
                .toList();
    }
}
