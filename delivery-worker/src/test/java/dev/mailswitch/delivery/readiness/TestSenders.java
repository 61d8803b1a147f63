package dev.mailswitch.delivery.readiness;

import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.delivery.transport.Senders;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.Readiness;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Providers that are asked and say what a test wants.
final class TestSenders {

    /// What a provider says when it is asked.
    interface Says {
        Readiness of(Provider provider) throws InterruptedException;
    }

    /// Whose account was asked, in the order in which that began.
    final List<ProviderId> accounts = new CopyOnWriteArrayList<>();

    /// Froms that were asked about.
    final List<String> froms = new CopyOnWriteArrayList<>();

    /// The envelope's senders that went with them.
    final List<String> returnPaths = new CopyOnWriteArrayList<>();

    /// Rounds of questions that were begun.
    final AtomicInteger rounds = new AtomicInteger();

    private final Says says;

    TestSenders(Says says) {
        this.says = says;
    }

    Senders senders() {
        return new Senders(Asked::new);
    }

    private final class Asked implements Sender {

        private final Provider provider;

        Asked(Provider provider) {
            this.provider = provider;
        }

        @Override
        public Questions questions() {
            rounds.incrementAndGet();
            return new Questions() {
                @Override
                public Readiness account() {
                    accounts.add(provider.id());
                    return said();
                }

                @Override
                public Readiness from(Address from, String returnPath) {
                    froms.add(from.email());
                    returnPaths.add(returnPath);
                    return said();
                }
            };
        }

        private Readiness said() {
            try {
                return says.of(provider);
            } catch (InterruptedException cut) {
                return new Readiness.NotKnown("cut");
            }
        }

        @Override
        public Optional<Place> tryReserve() {
            throw new AssertionError("a question needs no place");
        }

        @Override
        public int free() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
