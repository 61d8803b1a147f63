package dev.mailswitch.ledger;

import dev.mailswitch.model.id.EmailId;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/// One week of the ledger: the tables that hold the mails accepted from a Monday (UTC) to the
/// next. Statements name these tables, because finding a row through a parent of sixty leaves
/// costs PostgreSQL three times as much.
///
/// @param monday the first day
public record Leaf(LocalDate monday) implements Comparable<Leaf> {

    /// Ids come from outside too, and 48 bits of milliseconds reach beyond the year 9999.
    private static final DateTimeFormatter SUFFIX =
            new DateTimeFormatterBuilder()
                    .appendValue(ChronoField.YEAR, 4, 10, SignStyle.NOT_NEGATIVE)
                    .appendValue(ChronoField.MONTH_OF_YEAR, 2)
                    .appendValue(ChronoField.DAY_OF_MONTH, 2)
                    .toFormatter(Locale.ROOT);

    public Leaf {
        if (monday.getDayOfWeek() != DayOfWeek.MONDAY) {
            throw new IllegalArgumentException("a leaf starts on a Monday");
        }
    }

    public static Leaf of(Instant at) {
        LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
        return new Leaf(day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
    }

    /// The leaf a mail lies in.
    public static Leaf of(EmailId id) {
        return of(id.time());
    }

    public Leaf plusWeeks(int weeks) {
        return new Leaf(monday.plusWeeks(weeks));
    }

    public Instant start() {
        return monday.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    public Instant end() {
        return plusWeeks(1).start();
    }

    /// The name of a parent's leaf, as in `email_20261116`.
    public String table(String parent) {
        return parent + "_" + SUFFIX.format(monday);
    }

    /// The leaf of `email_content` for a retention class.
    public String content(int retentionDays) {
        return table("email_content_" + retentionDays);
    }

    /// The leaf of `idempotency` for a day.
    static String idempotency(LocalDate day) {
        return "idempotency_" + SUFFIX.format(day);
    }

    @Override
    public int compareTo(Leaf other) {
        return monday.compareTo(other.monday);
    }
}
