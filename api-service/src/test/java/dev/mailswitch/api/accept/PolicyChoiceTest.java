package dev.mailswitch.api.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.directory.Directory;
import dev.mailswitch.directory.Environment;
import dev.mailswitch.directory.OwnedPolicy;
import dev.mailswitch.directory.Policy;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.PolicyId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.OnUnknown;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PolicyChoiceTest {

    private static final OrganisationId OWN = new OrganisationId(new UUID(0, 1));
    private static final PolicyId CODES = new PolicyId(new UUID(0, 2));
    private static final Environment ENVIRONMENT =
            new Environment(
                    new EnvironmentId(new UUID(0, 3)),
                    OWN,
                    "main",
                    true,
                    Address.of("a@b.example"),
                    Lane.TRANSACTIONAL,
                    OnUnknown.AT_LEAST_ONCE,
                    30,
                    null,
                    false,
                    null,
                    CODES,
                    Set.of());

    private static Directory directory(OwnedPolicy... policies) {
        return new Directory(
                1,
                List.of(),
                List.of(ENVIRONMENT),
                List.of(),
                List.of(),
                List.of(),
                List.of(policies));
    }

    private static OwnedPolicy owned(PolicyId id, String key) {
        return new OwnedPolicy(
                id,
                OWN,
                new Policy(key, Lane.TRANSACTIONAL, Duration.ofMinutes(5), null, null, null));
    }

    private final Directory directory = directory(owned(CODES, "codes"));

    private String chosen(Choices choices) {
        assertThat(PolicyChoice.wrong(directory, OWN, choices)).isEmpty();
        return PolicyChoice.of(directory, ENVIRONMENT, choices).key();
    }

    @Test
    void theMailsOwnGoesBeforeTheEnvironments() {
        assertThat(chosen(Choices.STANDARD.policy("urgent"))).isEqualTo("urgent");
        assertThat(chosen(Choices.STANDARD)).isEqualTo("codes");
    }

    @Test
    void oneThatIsGoneIsRefusedUnlessTheMailHadItBefore() {
        assertThat(PolicyChoice.wrong(directory, OWN, Choices.STANDARD.policy("gone")))
                .contains(
                        new Refusal.PolicyUnknown(
                                List.of("transactional", "bulk", "urgent", "codes")));
        assertThat(chosen(Choices.STANDARD.policy("gone", Lane.BULK))).isEqualTo("bulk");
        assertThat(chosen(Choices.STANDARD.policy("codes", Lane.BULK))).isEqualTo("codes");
    }

    @Test
    void whatIsKnownIsNamedWithinBounds() {
        assertThat(new Refusal.PolicyUnknown(List.of("a", "b")).words())
                .isEqualTo("must be the key of a policy: a, b");
        List<String> many = IntStream.range(0, 100).mapToObj(i -> "p" + i).toList();
        assertThat(new Refusal.PolicyUnknown(many).words()).endsWith(", p19 and 80 more");
    }

    @Test
    void theSendersWordAboutTrackingGoesBeforeThePolicysAndThatBeforeTheDoors() {
        Policy policy = new Policy("p", Lane.BULK, Duration.ofHours(1), null, false, true);
        Tracking door = new Tracking(true, false, true, true);
        assertThat(door.under(policy)).isEqualTo(new Tracking(false, true, true, true));
        assertThat(door.asked(true, false).under(policy))
                .isEqualTo(new Tracking(true, true, true, true).asked(true, false));
        Policy silent = new Policy("p", Lane.BULK, Duration.ofHours(1), null, null, null);
        assertThat(door.under(silent)).isEqualTo(door);
    }
}
