package dev.mailswitch.directory;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoliciesTest {

    private static final OrganisationId OWN = new OrganisationId(new UUID(0, 1));
    private static final OrganisationId OTHER = new OrganisationId(new UUID(0, 2));
    private static final PolicyId CODES = new PolicyId(new UUID(0, 3));

    private final Policies policies =
            new Policies(
                    List.of(
                            owned(CODES, OWN, "codes", Lane.TRANSACTIONAL, 300),
                            owned(new PolicyId(new UUID(0, 4)), OWN, "bulk", Lane.BULK, 3_600),
                            owned(new PolicyId(new UUID(0, 5)), OWN, "a", Lane.BULK, 60)));

    private static OwnedPolicy owned(
            PolicyId id, OrganisationId organisation, String key, Lane lane, int seconds) {
        return new OwnedPolicy(
                id,
                organisation,
                new Policy(key, lane, Duration.ofSeconds(seconds), null, null, null));
    }

    private static Environment environment(
            OrganisationId organisation, Lane lane, @Nullable PolicyId policy) {
        return new Environment(
                new EnvironmentId(new UUID(0, 6)),
                organisation,
                "main",
                true,
                Address.of("a@b.example"),
                lane,
                OnUnknown.AT_LEAST_ONCE,
                30,
                null,
                false,
                null,
                policy,
                Set.of());
    }

    @Test
    void anOrganisationsOwnAreItsAlone() {
        assertThat(policies.find(OWN, "codes")).hasValueSatisfying(p -> lives(p, 300));
        assertThat(policies.find(OTHER, "codes")).isEmpty();
        assertThat(policies.find(OWN, "Codes")).isEmpty();
    }

    @Test
    void thoseFromBirthAreKnownToAllAndCountAsTheirOrganisationChangedThem() {
        assertThat(policies.find(OWN, "bulk")).hasValueSatisfying(p -> lives(p, 3_600));
        assertThat(policies.find(OTHER, "bulk")).hasValueSatisfying(p -> lives(p, 259_200));
        assertThat(policies.find(OWN, "urgent")).hasValueSatisfying(p -> lives(p, 900));
    }

    @Test
    void anEnvironmentHasItsOwnElseTheOneOfItsLane() {
        assertThat(policies.of(environment(OWN, Lane.TRANSACTIONAL, CODES)).key())
                .isEqualTo("codes");
        assertThat(policies.of(environment(OWN, Lane.TRANSACTIONAL, null)).key())
                .isEqualTo("transactional");
        lives(policies.of(environment(OWN, Lane.BULK, null)), 3_600);
        lives(policies.of(environment(OTHER, Lane.BULK, null)), 259_200);
    }

    @Test
    void keysAreThoseFromBirthThenItsOwnByTheAlphabet() {
        assertThat(policies.keys(OWN))
                .containsExactly("transactional", "bulk", "urgent", "a", "codes");
        assertThat(policies.keys(OTHER)).containsExactly("transactional", "bulk", "urgent");
    }

    @ParameterizedTest
    @CsvSource({
        "a, true",
        "login-codes, true",
        "2fa_codes, true",
        "abcdefghijklmnopqrstuvwxyz-12345, true",
        "abcdefghijklmnopqrstuvwxyz-123456, false",
        "'', false",
        "Codes, false",
        "-a, false",
        "a-, false",
        "a:b, false",
        "a b, false",
        "ä, false",
        "'a\\n', false",
    })
    void aKeyIsFitForAHeader(String key, boolean fit) {
        assertThat(Policy.KEY.matcher(key.replace("\\n", "\n")).matches()).isEqualTo(fit);
    }

    private static void lives(Policy policy, int seconds) {
        assertThat(policy.timeToLive()).isEqualTo(Duration.ofSeconds(seconds));
    }
}
