package dev.mailswitch.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.provider.ProviderKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SecretChangeTest {

    private static List<FieldError> wrong(
            SecretChange change, ProviderKind kind, Map<String, String> wanted, ProviderEntity row) {
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
}
