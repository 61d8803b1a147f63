package dev.mailswitch.delivery.simulation;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What one provider goes through: spells of trouble that never overlap, and domains that block it.
final class Climate {

    /// From `from` on, until just before `until`.
    record Spell(Trouble trouble, Instant from, Instant until) {
        boolean holds(Instant now) {
            return !now.isBefore(from) && now.isBefore(until);
        }
    }

    /// One recipient domain takes nothing of this provider.
    record Block(String domain, Instant from, Instant until) {
        boolean holds(Instant now) {
            return !now.isBefore(from) && now.isBefore(until);
        }
    }

    static final Climate FAIR = new Climate(List.of(), List.of());

    private final TreeMap<Instant, Spell> spells = new TreeMap<>();
    private final List<Block> blocks;

    Climate(List<Spell> spells, List<Block> blocks) {
        spells.forEach(spell -> this.spells.put(spell.from(), spell));
        this.blocks = List.copyOf(blocks);
    }

    Collection<Spell> spells() {
        return spells.values();
    }

    List<Block> blocks() {
        return blocks;
    }

    Optional<Spell> at(Instant now) {
        Map.Entry<Instant, Spell> last = spells.floorEntry(now);
        return last == null || !last.getValue().holds(now)
                ? Optional.empty()
                : Optional.of(last.getValue());
    }

    boolean suffers(Trouble trouble, Instant now) {
        return at(now).filter(spell -> spell.trouble() == trouble).isPresent();
    }

    /// Whether the provider goes down while a call is open.
    boolean breaksOff(Instant from, Instant until) {
        return spells.subMap(from, false, until, true).values().stream()
                .anyMatch(spell -> spell.trouble().outage());
    }

    boolean blocks(String domain, Instant now) {
        for (Block block : blocks) {
            if (block.holds(now) && block.domain().equals(domain)) {
                return true;
            }
        }
        return false;
    }
}
