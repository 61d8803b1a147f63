package dev.mailswitch.delivery.health;

import dev.mailswitch.model.id.ProviderId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The breakers that are not closed, and the providers that asked to slow down, as all workers
/// share them. Every change of a breaker names the version it was made from; false means that
/// another worker was faster and the caller must look again. [BreakerStore] keeps them in the
/// database; every method throws [SQLException] while that is away, and has changed nothing then
/// as far as the caller may rely on.
public interface BreakerTable {

    /// All breakers that are not closed.
    List<Breaker> load() throws SQLException;

    /// Providers that asked some worker to slow down, and until when; also what is over by now.
    Map<ProviderId, Instant> throttles() throws SQLException;

    /// Notes that a provider asked to slow down; of two the later time holds.
    void throttle(ProviderId provider, Instant until) throws SQLException;

    /// False if the breaker is open already.
    boolean insert(Breaker breaker) throws SQLException;

    /// Replaces the breaker whose version is `from`.
    boolean replace(Breaker breaker, long from) throws SQLException;

    /// Closes it: a closed breaker is not kept.
    boolean delete(Breaker breaker) throws SQLException;

    /// Forgets breakers that nobody has cared to probe since; returns how many.
    int prune(Instant before) throws SQLException;
}
