package dev.mailswitch.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Json;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.api.dialect.StrictJson;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is no number at all is told with the range, as is what is out of it.
class NumbersTest {

    private static final JsonMapper JSON = StrictJson.mapper();

    private static final String LIMIT = "a whole number from 1 to 2147483647, or null for no limit";

    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of(
                        Providers.Request.class,
                        "max_connections",
                        "a whole number from 1 to 1000"),
                Arguments.of(Providers.Request.class, "rate_per_second", LIMIT),
                Arguments.of(Providers.Request.class, "budget_per_day", LIMIT),
                Arguments.of(Providers.Request.class, "budget_per_month", LIMIT),
                Arguments.of(
                        ProvidersResource.Drill.class, "minutes", "a whole number from 0 to 1440"),
                Arguments.of(RoutesResource.Request.class, "tier", "a whole number from 0 to 9"),
                Arguments.of(
                        RoutesResource.Request.class, "weight", "a whole number from 0 to 1000"),
                Arguments.of(ApiKeysResource.Request.class, "rate_per_minute", LIMIT),
                Arguments.of(
                        EnvironmentsResource.Request.class, "retention_days", "0, 1, 7, 30 or 90"),
                Arguments.of(Quota.class, "mails", "a whole number of at least 1"),
                Arguments.of(WarmUp.class, "first_day", "a whole number from 1 to 2147483647"),
                Arguments.of(
                        WarmUp.class,
                        "growth",
                        "a number from 1.0 to 3.0: a day's limit by that of the day before"),
                Arguments.of(WarmUp.class, "days", "a whole number from 1 to 366"));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void whatIsNoNumberIsToldWithTheRange(Class<?> type, String field, String wanted) {
        assertThat(error(type, field, JsonNodeFactory.instance.textNode("many")))
                .isEqualTo(FieldError.invalid(field, "must be " + wanted));
    }

    private static FieldError error(Class<?> type, String field, JsonNode value) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().set(field, value);
        Step<?> read = Json.convert(JSON, object, type);
        assertThat(read).isInstanceOf(Step.Stopped.class);
        Stop stop = ((Step.Stopped<?>) read).stop();
        return ((Stop.Invalid) stop).errors().getFirst();
    }

    @Test
    void whatIsOutOfRangeIsToldAlike() {
        Checks checks = new Checks();
        checks.number("tier", 10, 0, 9, 0);
        checks.limit("rate_per_second", 0);
        checks.positive("warmup.first_day", -1);
        assertThat(checks.errors())
                .isEqualTo(
                        List.of(
                                FieldError.invalid("tier", "must be a whole number from 0 to 9"),
                                FieldError.invalid("rate_per_second", "must be " + LIMIT),
                                FieldError.invalid(
                                        "warmup.first_day",
                                        "must be a whole number from 1 to 2147483647")));
    }
}
