package dev.mailswitch.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/// The database's time, told from this machine's clock and a measured offset. Ids are minted on
/// it, so that they fall into the leaf of the week the database is in.
public final class DatabaseClock implements InstantSource {

    private final InstantSource local;
    private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

    public DatabaseClock(InstantSource local) {
        this.local = local;
    }

    /// Measures the offset; half of the round trip counts as travel.
    public void measure(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                var statement = connection.prepareStatement("SELECT clock_timestamp()")) {
            Instant before = local.instant();
            try (var row = statement.executeQuery()) {
                row.next();
                Instant database = row.getObject(1, OffsetDateTime.class).toInstant();
                Instant after = local.instant();
                Instant middle = before.plus(Duration.between(before, after).dividedBy(2));
                offset.set(Duration.between(middle, database));
            }
        }
    }

    /// Somebody has just heard the database's time, and this clock is far from it.
    void correct(Instant database) {
        offset.set(Duration.between(local.instant(), database));
    }

    @Override
    public Instant instant() {
        return local.instant().plus(offset.get());
    }
}
