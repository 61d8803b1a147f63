package dev.mailswitch.delivery.health;

import dev.mailswitch.health.Silence;
import dev.mailswitch.model.id.ProviderId;
import java.sql.SQLException;
import java.util.Map;

/// Which providers have fallen silent, as all workers share it, and what the one worker that listens
/// has learnt of them. [SilenceStore] keeps it in the database; every method throws [SQLException]
/// while that is away, and has changed nothing then as far as the caller may rely on.
public interface SilenceTable {

    /// Those that are silent now.
    Map<ProviderId, Silence> silences() throws SQLException;

    /// What each provider usually reports.
    Map<ProviderId, Habit> habits() throws SQLException;

    /// Puts both in the place of what was there.
    void save(Map<ProviderId, Habit> habits, Map<ProviderId, Silence> silences) throws SQLException;
}
