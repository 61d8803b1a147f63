package dev.mailswitch.delivery.readiness;

import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.delivery.transport.Senders;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Readiness.NotReady;
import dev.mailswitch.provider.Readiness.Unanswered;
import dev.mailswitch.words.FaultWords;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks one provider, one question at a time, and each with an end: whatever hangs there, the asking
/// goes on. For one round: what a provider has said in it is not asked again. One thread's.
public final class Asking {

    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);

    /// A sender's own limits end first, and say where it hung.
    private static final Duration PATIENCE = Sender.ASKING.plusSeconds(2);

    private final Senders senders;
    private final Provider provider;
    private final Function<Address, String> returnPath;
    private final Duration patience;
    private Sender.@Nullable Questions questions;

    /// @param returnPath the envelope's sender of the provider's organisation's mail, by its From
    public Asking(Senders senders, Provider provider, Function<Address, String> returnPath) {
        this(senders, provider, returnPath, PATIENCE);
    }

    Asking(
            Senders senders,
            Provider provider,
            Function<Address, String> returnPath,
            Duration patience) {
        this.senders = senders;
        this.provider = provider;
        this.returnPath = returnPath;
        this.patience = patience;
    }

    Readiness account() throws InterruptedException {
        return said(Sender.Questions::account);
    }

    /// @param address as the environment has it
    Readiness from(String address) throws InterruptedException {
        Address from = Address.stored(address, null);
        return said(asked -> asked.from(from, returnPath.apply(from)));
    }

    private Readiness said(Function<Sender.Questions, Readiness> question)
            throws InterruptedException {
        Sender.Questions asked;
        try {
            asked = questions == null ? senders.of(provider).questions() : questions;
            questions = asked;
        } catch (IllegalArgumentException | IllegalStateException unusable) {
            return new NotReady("its settings cannot be used: " + FaultWords.of(unusable));
        }
        FutureTask<Readiness> answer = new FutureTask<>(() -> question.apply(asked));
        Thread.ofVirtual().name("provider-question").start(answer);
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return new Unanswered(
                    "it did not answer within %d seconds".formatted(patience.toSeconds()));
        } catch (ExecutionException bug) {
            LOG.error("provider {} cannot be asked", provider.id(), bug.getCause());
            return new Unanswered("internal: it cannot be asked");
        } finally {
            answer.cancel(true);
        }
    }
}
