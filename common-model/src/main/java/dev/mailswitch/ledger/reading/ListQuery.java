package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.Uuids;
import dev.mailswitch.model.lifecycle.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Builds the statement of a list. The table that drives it is the one whose index is ordered by
/// the id within what is asked for, so that a page is read off the index and no more; partitions
/// are walked newest first and left alone once the page is full.
final class ListQuery {

    /// All of a queued mail's recipients that wait have a call without an answer: it shows as
    /// delivering.
    private static final String CALLS_OPEN =
            """
            NOT EXISTS (
              SELECT 1 FROM recipient w
               WHERE w.email_id = e.id AND w.status = 1
                 AND NOT EXISTS (
                   SELECT 1 FROM attempt o
                    WHERE o.email_id = w.email_id AND o.pos = w.pos AND o.no > w.attempt
                      AND %s))"""
                    .formatted(MailRows.UNANSWERED);

    private final StringBuilder where = new StringBuilder();
    private final List<Object> values = new ArrayList<>();
    private final String id;

    /// @param spelling how the recipient's address is written; null unless one is asked for
    private ListQuery(
            OrganisationId organisation,
            MailFilter filter,
            Paging page,
            @Nullable String spelling) {
        this.id = drive(organisation, filter, spelling);
        bounds(filter, page);
        filters(filter);
    }

    /// Selects ids, one more than the page has: what the mails hold may be large, and is read when
    /// it is known how much it is.
    static PreparedStatement prepare(
            Connection connection, OrganisationId organisation, MailFilter filter, Paging page)
            throws SQLException {
        List<@Nullable String> spellings = spellings(filter);
        List<ListQuery> branches =
                spellings.stream()
                        .map(spelling -> new ListQuery(organisation, filter, page, spelling))
                        .toList();
        String sql =
                branches.size() == 1
                        ? branches.getFirst().select(filter, page.limit() + 1, page.offset())
                        : merged(branches, filter, page);
        PreparedStatement statement = connection.prepareStatement(sql);
        int next = 1;
        for (ListQuery branch : branches) {
            for (Object value : branch.values) {
                statement.setObject(next++, value);
            }
        }
        return statement;
    }

    /// As it was given and as it is compared; local parts keep their case in the ledger.
    private static List<@Nullable String> spellings(MailFilter filter) {
        if (filter.recipient() == null) {
            return java.util.Collections.singletonList(null);
        }
        String given = filter.recipient().email();
        String key = filter.recipient().key();
        return given.equals(key) ? List.of(given) : List.of(given, key);
    }

    private String select(MailFilter filter, int limit, int offset) {
        return "SELECT %s AS id FROM %s WHERE %s ORDER BY %s DESC LIMIT %d OFFSET %d"
                .formatted(id, from(filter), where, id, limit, offset);
    }

    /// Each branch is read off its index in order, as far as the page reaches; of `address IN (…)`
    /// everything would be read and sorted.
    private static String merged(List<ListQuery> branches, MailFilter filter, Paging page) {
        int reach = page.offset() + page.limit() + 1;
        String ids =
                branches.stream()
                        .map(b -> "(" + b.select(filter, reach, 0) + ")")
                        .collect(Collectors.joining(" UNION "));
        return "SELECT id FROM (%s) b ORDER BY id DESC LIMIT %d OFFSET %d"
                .formatted(ids, page.limit() + 1, page.offset());
    }

    private static String from(MailFilter filter) {
        if (filter.recipient() != null) {
            return "recipient r JOIN email e ON e.id = r.email_id";
        }
        return filter.tag() != null ? "email_tag t JOIN email e ON e.id = t.email_id" : "email e";
    }

    /// Returns the column the list is ordered by.
    private String drive(
            OrganisationId organisation, MailFilter filter, @Nullable String spelling) {
        if (spelling != null) {
            and("r.organisation_id = ?", organisation.value());
            and("r.address = ?", spelling);
        } else if (filter.tag() != null) {
            and("t.organisation_id = ?", organisation.value());
            and("t.tag = ?", filter.tag());
        }
        and("e.organisation_id = ?", organisation.value());
        if (spelling != null) {
            return "r.email_id";
        }
        return filter.tag() != null ? "t.email_id" : "e.id";
    }

    private void bounds(MailFilter filter, Paging page) {
        if (filter.createdAfter() != null) {
            bound(">=", Uuids.floor(filter.createdAfter()));
        }
        if (filter.createdBefore() != null) {
            bound("<", Uuids.floor(filter.createdBefore()));
        }
        if (page.after() != null) {
            bound("<", page.after().value());
        }
    }

    /// Said of the joined table too: each prunes its own partitions.
    private void bound(String operator, UUID value) {
        and("%s %s ?".formatted(id, operator), value);
        if (!id.equals("e.id")) {
            and("e.id %s ?".formatted(operator), value);
        }
    }

    private void filters(MailFilter filter) {
        if (filter.recipient() != null && filter.tag() != null) {
            and(
                    "EXISTS (SELECT 1 FROM email_tag g WHERE g.organisation_id = e.organisation_id"
                            + " AND g.tag = ? AND g.email_id = e.id)",
                    filter.tag());
        }
        if (filter.environment() != null) {
            and("e.environment_id = ?", filter.environment().value());
        }
        if (filter.provider() != null) {
            and(
                    "EXISTS (SELECT 1 FROM attempt a WHERE a.email_id = e.id AND a.provider_id = ?)",
                    filter.provider().value());
        }
        if (filter.status() != null) {
            status(filter.status());
        }
    }

    private void status(Status status) {
        switch (status) {
            case QUEUED -> {
                and("e.status = ?", Status.QUEUED.code());
                and("NOT (" + CALLS_OPEN + ")", null);
            }
            case DELIVERING -> {
                and("e.status IN (1, 2)", null);
                and("(e.status = 2 OR " + CALLS_OPEN + ")", null);
            }
            case SCHEDULED, FAILED, BOUNCED, SENT, DELIVERED, CANCELLED ->
                    and("e.status = ?", status.code());
        }
    }

    private void and(String condition, @Nullable Object value) {
        where.append(where.isEmpty() ? "" : " AND ").append(condition);
        if (value != null) {
            values.add(value);
        }
    }
}
