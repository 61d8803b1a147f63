package dev.mailswitch.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.provider.Provider;
import dev.mailswitch.provider.ProviderKind;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DestinationTest {

    private static final ProviderId ID = new ProviderId(new UUID(1, 1));
    private static final OrganisationId OWNER = new OrganisationId(new UUID(1, 2));

    private static Map<ProviderId, Destination> of(
            ProviderKind kind, Map<String, String> settings) {
        return Destination.of(
                List.of(new Provider(ID, OWNER, "one", kind, settings, null, 10, null, false, 1)));
    }

    static List<Arguments> places() {
        return List.of(
                Arguments.of(
                        ProviderKind.SMTP,
                        Map.of("host", "Relay.Example.com"),
                        "smtp relay.example.com:587"),
                Arguments.of(
                        ProviderKind.SMTP,
                        Map.of("host", "api.sendgrid.com", "port", "443"),
                        "smtp api.sendgrid.com:443"),
                Arguments.of(ProviderKind.SENDGRID, Map.of(), "https api.sendgrid.com:443"),
                Arguments.of(
                        ProviderKind.MAILGUN,
                        Map.of("base_url", "https://api.eu.mailgun.net/"),
                        "https api.eu.mailgun.net:443"),
                Arguments.of(
                        ProviderKind.POSTMARK,
                        Map.of("base_url", "http://10.0.0.1:8080"),
                        "http 10.0.0.1:8080"),
                Arguments.of(ProviderKind.SES, Map.of("region", "eu-west-1"), "ses eu-west-1:443"));
    }

    @ParameterizedTest
    @MethodSource("places")
    void accountsAtOneHostHaveOnePlace(
            ProviderKind kind, Map<String, String> settings, String place) {
        assertThat(of(kind, settings)).containsEntry(ID, new Destination(place, OWNER));
    }

    static List<Map<String, String>> nonsense() {
        return List.of(
                Map.of(),
                Map.of("host", "two\nlines"),
                Map.of("host", "x".repeat(300)),
                Map.of("host", "relay.example.com", "port", "many"));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void whatIsNoHostHasAPlaceOfItsOwn(Map<String, String> settings) {
        assertThat(of(ProviderKind.SMTP, settings))
                .containsEntry(ID, new Destination("provider " + ID, OWNER));
    }

    @Test
    void aSandboxHasNone() {
        assertThat(of(ProviderKind.SANDBOX, Map.of())).isEmpty();
    }
}
