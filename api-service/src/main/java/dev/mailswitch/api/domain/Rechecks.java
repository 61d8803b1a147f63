package dev.mailswitch.api.domain;

import dev.mailswitch.api.dialect.Away;
import dev.mailswitch.api.dialect.Refused;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at domains again without being asked: verified ones every few hours, those that wait for a
/// record or have lost one more often. Replicas share the work.
@Singleton
public class Rechecks {

    private static final Logger LOG = LoggerFactory.getLogger(Rechecks.class);
    private static final int AT_ONCE = 8;
    private static final int MOST_BATCHES = 5;

    /// When others look at a domain whose check was begun and never ended.
    private static final Duration AGAIN = Duration.ofMinutes(30);

    private final DomainStore store;
    private final Verification verification;
    private final InstantSource clock;

    Rechecks(DomainStore store, Verification verification, InstantSource clock) {
        this.store = store;
        this.verification = verification;
        this.clock = clock;
    }

    /// Looks at those whose time has come, at most forty; takes half a minute at the worst.
    public void turn() {
        try {
            for (int i = 0; i < MOST_BATCHES; i++) {
                Instant now = clock.instant();
                List<Domain> due = store.takeDue(now, now.plus(AGAIN), AT_ONCE);
                if (due.isEmpty()) {
                    return;
                }
                try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    due.forEach(domain -> threads.execute(() -> look(domain)));
                }
            }
        } catch (RuntimeException failed) {
            if (!Away.is(failed)) {
                throw failed;
            }
            LOG.debug("domains could not be looked at", failed);
        }
    }

    private void look(Domain domain) {
        try {
            told(domain, verification.verify(domain).after());
        } catch (Refused refused) {
            LOG.info("domain {} stays as it is: {}", domain.name(), refused.problem().detail());
        } catch (RuntimeException failed) {
            LOG.warn("domain {} could not be looked at", domain.name(), failed);
        }
    }

    private static void told(Domain before, Domain after) {
        if (before.verified() && !after.verified()) {
            LOG.warn("domain {} is no longer verified: its record is gone", after.name());
        } else if (before.missingSince() == null && after.missingSince() != null) {
            LOG.warn("domain {} has lost its ownership record", after.name());
        } else if (!before.verified() && after.verified()) {
            LOG.info("domain {} is verified", after.name());
        }
        for (DomainKey key : after.keys()) {
            if (key.missingSince() != null && !before.keys().contains(key)) {
                LOG.warn(
                        "domain {} has lost the record of its DKIM key {}",
                        after.name(),
                        key.selector());
            }
        }
    }
}
