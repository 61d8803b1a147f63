package dev.mailswitch.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.provider.ProviderKind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SecretChangeTest {

    private static final SecretChange KEPT = new SecretChange.Kept();
    private static final SecretChange GONE = new SecretChange.Gone();
    private static final Map<String, String> A = Map.of("username", "a");
    private static final Map<String, String> B = Map.of("username", "b");

    private static List<FieldError> wrong(
            SecretChange change,
            ProviderKind kind,
            Map<String, String> wanted,
            ProviderEntity row) {
        Checks checks = new Checks();
        change.check(kind, wanted, row, checks);
        return checks.errors();
    }

    private static ProviderEntity stored(Map<String, String> settings, boolean secret) {
        ProviderEntity row = new ProviderEntity();
        row.settings = settings;
        row.secret = secret ? new byte[40] : null;
        return row;
    }

    /// Else an empty one would be no password on the wire, and nobody told.
    @ParameterizedTest
    @EnumSource(
            value = ProviderKind.class,
            names = {"SMTP", "RESEND"})
    void anEmptyTextTakesNoSecretAway(ProviderKind kind) {
        ProviderEntity row = stored(Map.of(), true);
        assertThat(wrong(new SecretChange.Given(""), kind, Map.of(), row))
                .containsExactly(FieldError.invalid("secret", "must not be empty"));
    }

    static Stream<Arguments> newUsersWithoutASecret() {
        return Stream.of(
                Arguments.of("none yet, and none given", GONE, A, stored(Map.of(), false)),
                Arguments.of("none yet, and left out", KEPT, A, stored(Map.of(), false)),
                Arguments.of("another, and none stored", KEPT, B, stored(A, false)),
                Arguments.of("another, and none given", GONE, B, stored(A, false)),
                Arguments.of("another, and taken away", GONE, B, stored(A, true)),
                Arguments.of("another, and kept for the first", KEPT, B, stored(A, true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("newUsersWithoutASecret")
    void aNewUserNeedsItsPassword(
            String name, SecretChange change, Map<String, String> wanted, ProviderEntity row) {
        assertThat(wrong(change, ProviderKind.SMTP, wanted, row))
                .extracting(FieldError::field, FieldError::code)
                .containsExactly(tuple("secret", "required"));
    }

    static Stream<Arguments> changesThatNeedNoSecret() {
        return Stream.of(
                Arguments.of("nobody logs in", GONE, Map.of(), stored(Map.of(), false)),
                Arguments.of("nobody does any more", GONE, Map.of(), stored(A, true)),
                Arguments.of("taken away on purpose", GONE, A, stored(A, true)),
                Arguments.of("nothing is changed", KEPT, A, stored(A, true)),
                Arguments.of("as it was without one", KEPT, A, stored(A, false)),
                Arguments.of("given with it", new SecretChange.Given("s"), B, stored(A, true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changesThatNeedNoSecret")
    void othersDoNot(
            String name, SecretChange change, Map<String, String> wanted, ProviderEntity row) {
        assertThat(wrong(change, ProviderKind.SMTP, wanted, row)).isEmpty();
    }

    @Test
    void ofAVendorItIsSaidWhatItsSecretIs() {
        assertThat(wrong(GONE, ProviderKind.POSTMARK, Map.of(), stored(Map.of(), true)))
                .containsExactly(
                        new FieldError(
                                "secret",
                                "required",
                                "must be given: the server's API token, from its API Tokens tab"));
        assertThat(wrong(KEPT, ProviderKind.POSTMARK, Map.of(), stored(Map.of(), false)))
                .extracting(FieldError::code)
                .containsExactly("required");
        assertThat(wrong(KEPT, ProviderKind.POSTMARK, Map.of(), stored(Map.of(), true))).isEmpty();
    }
}
