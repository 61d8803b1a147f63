package dev.mailswitch.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailswitch.api.auth.Scope;
import dev.mailswitch.api.dialect.StrictJson;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Keeps the page about setting up true: its tables name what can be set and shown, all of it and
/// nothing else.
class SetupPageTest {

    private static final JsonMapper JSON = StrictJson.mapper();

    static Stream<Arguments> records() {
        return Stream.of(
                Arguments.of(
                        "field of an environment",
                        EnvironmentsResource.Request.class,
                        EnvironmentsResource.View.class),
                Arguments.of("field of a provider", Providers.Request.class, Providers.View.class),
                Arguments.of(
                        "field of a route",
                        RoutesResource.Request.class,
                        RoutesResource.View.class),
                Arguments.of(
                        "field of a key",
                        ApiKeysResource.Request.class,
                        ApiKeysResource.View.class),
                Arguments.of(
                        "field of an organisation",
                        OrganisationSettings.Request.class,
                        OrganisationSettings.View.class),
                Arguments.of(
                        "field of a suppression",
                        Suppression.Request.class,
                        Suppression.View.class),
                Arguments.of(
                        "field of an entry of the audit",
                        AuditResource.View.class,
                        AuditResource.View.class));
    }

    @ParameterizedTest
    @MethodSource("records")
    void aTableNamesWhatIsWrittenAndWhatIsShown(String head, Class<?> written, Class<?> shown) {
        assertThat(SetupPage.read().names(head))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(written, shown)
                                .flatMap(SetupPageTest::fields)
                                .collect(Collectors.toUnmodifiableSet()));
    }

    private static Stream<String> fields(Class<?> type) {
        return JSON
                .getSerializationConfig()
                .introspect(JSON.constructType(type))
                .findProperties()
                .stream()
                .map(BeanPropertyDefinition::getName);
    }

    @Test
    void theScopesAreAllThereAre() {
        assertThat(SetupPage.read().names("scope"))
                .containsExactlyElementsOf(Arrays.stream(Scope.values()).map(Scope::word).toList());
    }

    @Test
    void theSettingsAreThoseOfAnSmtpServer() {
        assertThat(SetupPage.read().names("setting of `smtp`"))
                .containsExactlyInAnyOrderElementsOf(ProviderSettings.SMTP);
    }

    @Test
    void theParametersAreThoseOfTheAudit() {
        assertThat(SetupPage.read().names("parameter of the audit"))
                .containsExactlyInAnyOrderElementsOf(Set.copyOf(AuditResource.KNOWN));
    }
}
