package dev.mailswitch.directory;

import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The current settings of this process. Somebody calls [#refresh()] twice a second; readers take
/// [#now()] without waiting. A claim that meets newer settings than these is put off until they are
/// read ([dev.mailswitch.ledger.StaleSettings]), so nothing is ever sent against them.
public final class LiveDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(LiveDirectory.class);

    private final DirectoryStore store;
    private volatile Directory current;

    private LiveDirectory(DirectoryStore store, Directory first) {
        this.store = store;
        this.current = first;
    }

    /// Loads once; fails when the database does not answer.
    public static LiveDirectory open(DirectoryStore store) throws SQLException {
        return new LiveDirectory(store, store.load());
    }

    /// Starts without any settings, for a process that is to wait for its database: until
    /// [#refresh()] has said that it answered, nothing is known of anybody.
    public static LiveDirectory unread(DirectoryStore store) {
        return new LiveDirectory(store, Directory.NOTHING);
    }

    public Directory now() {
        return current;
    }

    /// Loads again if anything changed. Says whether the database answered; the old settings stay
    /// when it did not.
    public synchronized boolean refresh() {
        try {
            if (store.version() != now().version()) {
                current = store.load();
            }
            return true;
        } catch (SQLException away) {
            LOG.debug("settings could not be read again", away);
            return false;
        }
    }
}
