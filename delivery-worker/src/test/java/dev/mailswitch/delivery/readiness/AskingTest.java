package dev.mailswitch.delivery.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.transport.Senders;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Readiness.NotReady;
import dev.mailswitch.provider.Readiness.Ready;
import dev.mailswitch.provider.Readiness.Unanswered;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AskingTest {

    private static final Provider PROVIDER =
            new Provider(
                    new ProviderId(new UUID(1, 1)),
                    new OrganisationId(new UUID(3, 1)),
                    "relay",
                    ProviderKind.SMTP,
                    Map.of(),
                    null,
                    1,
                    null,
                    false,
                    1);

    private static Asking asking(Senders senders, Duration patience) {
        return new Asking(senders, PROVIDER, from -> "bounces@mail.example.com", patience);
    }

    @Test
    void whatTheSenderSaysIsSaid() throws Exception {
        TestSenders test = new TestSenders(provider -> new Ready());
        Asking asking = asking(test.senders(), Duration.ofSeconds(30));
        assertThat(asking.account()).isEqualTo(new Ready());
        assertThat(asking.from("Hello@example.com")).isEqualTo(new Ready());
        assertThat(test.froms).containsExactly("Hello@example.com");
        assertThat(test.returnPaths).containsExactly("bounces@mail.example.com");
        assertThat(test.rounds).hasValue(1);
    }

    @Test
    void whatHangsIsCutAndUnanswered() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        TestSenders test =
                new TestSenders(
                        provider -> {
                            try {
                                new CountDownLatch(1).await();
                            } finally {
                                cut.countDown();
                            }
                            return new Ready();
                        });
        assertThat(asking(test.senders(), Duration.ofSeconds(1)).account())
                .isEqualTo(new Unanswered("it did not answer within 1 seconds"));
        assertThat(cut.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void settingsThatCannotBeUsedAreNotReady() throws Exception {
        Senders none =
                new Senders(
                        provider -> {
                            throw new IllegalArgumentException("no host is set");
                        });
        assertThat(asking(none, Duration.ofSeconds(1)).account())
                .isEqualTo(new NotReady("its settings cannot be used: no host is set"));
    }

    @Test
    void aMistakeOfOursIsNotTheProviders() throws Exception {
        TestSenders test =
                new TestSenders(
                        provider -> {
                            throw new IllegalStateException("a bug");
                        });
        assertThat(asking(test.senders(), Duration.ofSeconds(30)).account())
                .isEqualTo(new Unanswered("internal: it cannot be asked"));
    }
}
