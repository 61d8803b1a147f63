package dev.mailswitch.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "Bearer a.b.c, -, a.b.c, -",
                "bearer a.b.c, -, a.b.c, -",
                "Bearer prod:a.b.c, -, a.b.c, prod",
                "prod:a.b.c, -, a.b.c, prod",
                "a.b.c:prod, -, a.b.c, prod",
                "-, a.b.c, a.b.c, -",
                "-, prod:a.b.c, a.b.c, prod",
                "Bearer a.b.c, a.b.c, a.b.c, -",
                "Bearer a.b.c, prod:a.b.c, a.b.c, prod",
            })
    void keyAndEnvironmentAreFoundInEveryShape(
            @Nullable String authorization,
            @Nullable String apiKey,
            String key,
            @Nullable String environment) {
        assertThat(Credentials.of(authorization, apiKey))
                .isEqualTo(new Credentials.Key(key, environment));
    }

    @Test
    void basicHoldsEnvironmentAndKey() {
        String basic = Base64.getEncoder().encodeToString("prod:a.b.c".getBytes());
        assertThat(Credentials.of("Basic " + basic, null))
                .isEqualTo(new Credentials.Key("a.b.c", "prod"));
        assertThat(Credentials.of("Basic ###", null)).isEqualTo(new Credentials.Unusable());
    }

    @Test
    void basicThatWasNotEncodedIsTakenToo() {
        assertThat(Credentials.of("Basic prod:a.b.c", null))
                .isEqualTo(new Credentials.Key("a.b.c", "prod"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "x.y.z, -, x.y.z, prod",
                "x.y.z, test, x.y.z, test",
                "-, test, a.b.c, test",
                "'', '', a.b.c, prod",
                "-, -, a.b.c, prod",
            })
    void eachFieldOfABodyThatIsNotEmptyWins(
            @Nullable String key,
            @Nullable String environment,
            String winner,
            String itsEnvironment) {
        Credentials headers = new Credentials.Key("a.b.c", "prod");
        assertThat(Credentials.overriding(headers, key, environment))
                .isEqualTo(new Credentials.Key(winner, itsEnvironment));
    }

    @Test
    void anEnvironmentAloneIsNoCredential() {
        Credentials none = new Credentials.None();
        assertThat(Credentials.overriding(none, "", "test")).isEqualTo(none);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "Bearer a.b.c, x.y.z",
                "Bearer one:a.b.c, two:a.b.c",
                "Digest a.b.c, -",
                "a.b.c:d.e.f, -",
            })
    void contradictionsAreUnusable(@Nullable String authorization, @Nullable String apiKey) {
        assertThat(Credentials.of(authorization, apiKey)).isEqualTo(new Credentials.Unusable());
    }

    @Test
    void nothingIsNothing() {
        assertThat(Credentials.of(null, " ")).isEqualTo(new Credentials.None());
    }
}
