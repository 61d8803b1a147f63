package dev.mailswitch.delivery.health;

import dev.mailswitch.health.Silence;
import dev.mailswitch.model.id.ProviderId;
import java.util.Map;

/// The tables of silences without a database; for one thread.
public final class InMemorySilences implements SilenceTable {

    private Map<ProviderId, Habit> habits = Map.of();
    private Map<ProviderId, Silence> silences = Map.of();

    @Override
    public Map<ProviderId, Silence> silences() {
        return silences;
    }

    @Override
    public Map<ProviderId, Habit> habits() {
        return habits;
    }

    @Override
    public void save(Map<ProviderId, Habit> habits, Map<ProviderId, Silence> silences) {
        this.habits = Map.copyOf(habits);
        this.silences = Map.copyOf(silences);
    }
}
