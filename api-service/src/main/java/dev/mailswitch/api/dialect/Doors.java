package dev.mailswitch.api.dialect;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Knows whose path a path is: that of the door with the longest prefix.
@Singleton
public class Doors {

    private record Claim(Door door, Door.Area area) {}

    private final List<Claim> claims;

    @Inject
    Doors(Instance<Door> doors) {
        this(doors.stream().toList());
    }

    Doors(Collection<Door> doors) {
        List<Claim> all = new ArrayList<>();
        Set<String> prefixes = new HashSet<>();
        for (Door door : doors) {
            for (Door.Area area : door.areas()) {
                if (!prefixes.add(area.prefix())) {
                    throw new IllegalStateException("two doors claim " + area.prefix());
                }
                all.add(new Claim(door, area));
            }
        }
        all.sort(Comparator.comparingInt((Claim c) -> c.area().prefix().length()).reversed());
        this.claims = List.copyOf(all);
    }

    public Optional<Door> at(String path) {
        return claim(path).map(Claim::door);
    }

    /// Bytes a body may have there, if it is a door's.
    public Optional<Integer> bodyLimit(String path) {
        return claim(path).map(claim -> claim.area().bodyLimit());
    }

    /// In the words of whose path it is; elsewhere as problem+json.
    public Shown shown(String path, Stop stop) {
        return at(path).map(door -> door.shown(stop)).orElseGet(() -> Problems.shown(stop));
    }

    private Optional<Claim> claim(String path) {
        for (Claim claim : claims) {
            String prefix = claim.area().prefix();
            if (path.startsWith(prefix)
                    && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
                return Optional.of(claim);
            }
        }
        return Optional.empty();
    }
}
