package dev.mailswitch.delivery.transport.http;

import dev.mailswitch.delivery.transport.Sender;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.HttpCall;
import dev.mailswitch.provider.Readiness;
import dev.mailswitch.provider.Readiness.NotKnown;
import dev.mailswitch.provider.Readiness.NotReady;
import dev.mailswitch.provider.Readiness.Unanswered;
import dev.mailswitch.provider.Vendor;
import dev.mailswitch.words.FaultWords;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Questions to a vendor about an account, each over a connection of its own: mails must not queue
/// behind a question. A vendor may have one question for several Froms; it is put once, and read for
/// each.
final class HttpQuestions implements Sender.Questions {

    private static final Logger LOG = LoggerFactory.getLogger(HttpQuestions.class);

    private final Vendor vendor;
    private final Account account;
    private final Supplier<HttpTransport> transports;
    private final InstantSource clock;

    /// The last only: answers may be large. Questions may be put by different threads.
    private volatile @Nullable Answered last;

    /// @param transports makes one for a question, which is closed with it
    HttpQuestions(
            Vendor vendor,
            Account account,
            Supplier<HttpTransport> transports,
            InstantSource clock) {
        this.vendor = vendor;
        this.account = account;
        this.transports = transports;
        this.clock = clock;
    }

    private record Answered(HttpCall question, HttpAnswer answer) {

        /// Headers may have the time of the call, in a signature.
        boolean same(HttpCall other) {
            return question.method() == other.method() && question.uri().equals(other.uri());
        }
    }

    @Override
    public Readiness account() {
        return said(
                () -> Optional.of(vendor.inquiry().accountQuestion(account, clock.instant())),
                vendor.inquiry()::accountReady);
    }

    /// A vendor signs with envelope senders of its own.
    @Override
    public Readiness from(Address from, String returnPath) {
        // A domain in ASCII is kept as it was written.
        String address = from.key().toLowerCase(Locale.ROOT);
        return said(
                () -> vendor.inquiry().senderQuestion(address, account, clock.instant()),
                answer -> vendor.inquiry().senderReady(address, answer));
    }

    private Readiness said(
            Supplier<Optional<HttpCall>> question, Function<HttpAnswer, Readiness> reading) {
        try {
            return question.get()
                    .map(call -> said(call, reading))
                    .orElseGet(() -> new NotKnown("it cannot be asked with such a key"));
        } catch (IllegalArgumentException lacking) {
            return new NotReady("its settings cannot be used: " + FaultWords.of(lacking));
        } catch (RuntimeException bug) {
            LOG.error("{} cannot be asked", vendor.kind().word(), bug);
            return new Unanswered("internal: it cannot be asked");
        }
    }

    private Readiness said(HttpCall question, Function<HttpAnswer, Readiness> reading) {
        Answered known = last;
        if (known != null && known.same(question)) {
            return reading.apply(known.answer());
        }
        return switch (exchange(question)) {
            case Exchange.Answered answered -> {
                HttpAnswer answer = account.discreet(question, answered.answer());
                last = new Answered(question, answer);
                yield reading.apply(answer);
            }
            case Exchange.NotSent sent -> new Unanswered("it did not answer: " + sent.words());
            case Exchange.NoAnswer none -> new Unanswered("it did not answer: " + none.words());
            case Exchange.Refused refused -> new NotReady(refused.what() + ": " + refused.words());
            case Exchange.Withheld withheld -> new Unanswered("it was not asked");
        };
    }

    private Exchange exchange(HttpCall question) {
        try (HttpTransport own = transports.get()) {
            return own.exchange(question, () -> true);
        }
    }
}
