package dev.mailswitch.api.template;

import dev.mailswitch.api.template.TemplateStore.Head;
import dev.mailswitch.api.template.TemplateStore.Key;
import dev.mailswitch.api.template.language.Compilation;
import dev.mailswitch.api.template.language.Compiled;
import dev.mailswitch.api.template.language.Limits;
import dev.mailswitch.directory.LiveDirectory;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.TemplateId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Finds templates for the doors. While no setting changes, a template that was found once costs no
/// query; every write of management moves the version of the settings, and this process forgets
/// what it knew of names and numbers. Programs are kept by version of their template, which never
/// changes, and outlive that.
@Singleton
public class Templates {

    /// Names, ids and numbers remembered at once, of all organisations.
    private static final int MOST_HEADS = 10_000;

    /// Bytes of memory for programs.
    private static final long MOST_WEIGHT = 64L << 20;

    private record Known(long settings, Map<Key, Head> heads) {}

    private final TemplateStore store;
    private final LongSupplier settings;
    private final ProgramCache programs = new ProgramCache(MOST_WEIGHT);
    private volatile Known known = new Known(-1, Map.of());

    @Inject
    Templates(TemplateStore store, LiveDirectory directory) {
        this(store, () -> directory.now().version());
    }

    Templates(TemplateStore store, LongSupplier settings) {
        this.store = store;
        this.settings = settings;
    }

    /// @throws SQLException if it is not in memory and the database is away; so with all of these
    public Lookup find(OrganisationId organisation, TemplateId id) throws SQLException {
        return find(new Key.Id(organisation, id));
    }

    public Lookup byName(OrganisationId organisation, String name) throws SQLException {
        // PostgreSQL knows no NUL.
        return name.indexOf('\0') >= 0
                ? new Lookup.Unknown()
                : find(new Key.Name(organisation, name));
    }

    public Lookup byNumber(OrganisationId organisation, int number) throws SQLException {
        return find(new Key.Number(organisation, number));
    }

    /// What looks like an id may be a name too.
    public Lookup byIdOrName(OrganisationId organisation, String text) throws SQLException {
        TemplateId id;
        try {
            id = TemplateId.parse(text);
        } catch (IllegalArgumentException aName) {
            return byName(organisation, text);
        }
        Lookup found = find(organisation, id);
        return found instanceof Lookup.Unknown ? byName(organisation, text) : found;
    }

    private Lookup find(Key key) throws SQLException {
        Known current = known();
        Head head = current.heads().get(key);
        if (head == null) {
            Optional<Head> read = store.find(key);
            if (read.isEmpty()) {
                return new Lookup.Unknown();
            }
            head = read.get();
            if (current.heads().size() >= MOST_HEADS) {
                current.heads().clear();
            }
            // Read before a change and arriving after it, it goes into the map from before.
            current.heads().put(key, head);
        }
        return head.archived()
                ? new Lookup.Archived()
                : new Lookup.Found(
                        new Template(
                                head.id(),
                                head.number(),
                                head.name(),
                                head.version(),
                                program(head)));
    }

    private Known known() {
        Known current = known;
        long now = settings.getAsLong();
        if (current.settings() != now) {
            current = new Known(now, new ConcurrentHashMap<>());
            known = current;
        }
        return current;
    }

    private Compiled program(Head head) throws SQLException {
        ProgramCache.Key key = new ProgramCache.Key(head.id(), head.version());
        Compiled kept = programs.get(key);
        if (kept != null) {
            return kept;
        }
        TemplateStore.Version version =
                store.version(head.id(), head.version())
                        .orElseThrow(() -> new SQLException("a template lost its content"));
        Compiled made =
                switch (Compilation.of(version.source(), Limits.STANDARD)) {
                    case Compiled compiled -> compiled;
                    // It was read once, before it was written down.
                    case Compilation.Flawed flawed ->
                            throw new IllegalStateException(
                                    "template %s no longer reads".formatted(head.id()));
                };
        programs.put(key, made);
        return made;
    }
}
