package dev.mailswitch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {

    @ParameterizedTest
    @CsvSource({"55P03, true", "40P01, true", "42601, false", "57014, false", "08006, false"})
    void onlyWhatOthersHoldIsTriedAgain(String state, boolean again) {
        SQLException reason = new SQLException("no", state);
        assertThat(Schema.held(new FlywayException("failed", new FlywayException("sql", reason))))
                .isEqualTo(again);
    }

    @Test
    void aFailureWithoutAReasonIsNotTriedAgain() {
        assertThat(Schema.held(new FlywayException("failed"))).isFalse();
        assertThat(Schema.held(new FlywayException("failed", new SQLException("no state"))))
                .isFalse();
    }
}
