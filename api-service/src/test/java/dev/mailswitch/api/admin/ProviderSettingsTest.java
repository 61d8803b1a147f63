package dev.mailswitch.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.provider.ProviderKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderSettingsTest {

    private static List<FieldError> wrong(String host) {
        List<FieldError> errors = new ArrayList<>();
        ProviderSettings.checked(
                ProviderKind.SMTP,
                Map.of("host", new TextNode(host), "port", new IntNode(25)),
                Map.of(),
                errors);
        return errors;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.169.254.",
                "2852039166",
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::ffff:169.254.169.254",
                "[fe80::1]",
                "ff02::1"
            })
    void anAddressThatNoMailServerHasIsRefused(String host) {
        assertThat(wrong(host)).extracting(FieldError::field).containsExactly("settings.host");
    }

    /// Whether private ones may be called is the operator's to say, to the worker.
    @ParameterizedTest
    @ValueSource(
            strings = {"relay.example", "192.0.2.1", "10.1.2.3", "127.0.0.1", "::1", "2001:db8::1"})
    void othersAreTaken(String host) {
        assertThat(wrong(host)).isEmpty();
    }

    private static List<FieldError> wrongRegion(String region) {
        List<FieldError> errors = new ArrayList<>();
        ProviderSettings.checked(
                ProviderKind.SES,
                Map.of("region", new TextNode(region), "access_key_id", new TextNode("AKIA1")),
                Map.of(),
                errors);
        return errors;
    }

    /// It becomes a part of the host that is called, and of what is signed.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "eu-west",
                "EU-WEST-1",
                "eu-west-1.evil.test/",
                "eu-west-1\n",
                "eu_west_1"
            })
    void aRegionThatAmazonCannotHaveIsRefused(String region) {
        assertThat(wrongRegion(region))
                .extracting(FieldError::field)
                .containsOnly("settings.region");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eu-west-1", "us-gov-west-1", "ap-southeast-12"})
    void aRegionThatAmazonMayHaveIsTaken(String region) {
        assertThat(wrongRegion(region)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    api.resend.com                   | must be an https address in lower case
                    ftp://api.resend.com             | must be an https address in lower case
                    https://                         | must be an https address in lower case
                    https://a b                      | must be an https address in lower case
                    https://my_gateway:8443          | must not have _ in the name of its host
                    http://user@my_gateway/v1        | must not have _ in the name of its host
                    https://a_key@-api               | must be an https address in lower case
                    ftp://my_gateway                 | must be an https address in lower case
                    https://key@api.resend.com       | must not have a user or a key in it
                    https://api.resend.com?a=b       | must end before the query
                    https://api.resend.com#a         | must end before the query
                    https://api.resend.com:0         | must have a port from 1 to 65535
                    https://api.resend.com:99999     | must have a port from 1 to 65535
                    https://169.254.169.254/latest   | must not name a link-local
                    https://[fe80::1]                | must not name a link-local
                    http://0.0.0.0:8080              | must not name a link-local
                    """)
    void anAddressThatCannotBeCalledIsRefusedWithTheReason(String address, String message) {
        assertThat(wrongAddress(address))
                .singleElement()
                .satisfies(
                        error -> {
                            assertThat(error.field()).isEqualTo("settings.base_url");
                            assertThat(error.message()).startsWith(message);
                        });
    }

    /// Whether a loopback address may be called is the operator's to say, as with hosts.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.resend.com",
                "https://api.resend.com:8443/v1/",
                "http://127.0.0.1:8080"
            })
    void anAddressThatMayBeCalledIsTaken(String address) {
        assertThat(wrongAddress(address)).isEmpty();
    }

    private static List<FieldError> wrongAddress(String address) {
        List<FieldError> errors = new ArrayList<>();
        ProviderSettings.checked(
                ProviderKind.RESEND, Map.of("base_url", new TextNode(address)), Map.of(), errors);
        return errors;
    }

    @Test
    void whatIsWrongWithATextIsSaid() {
        assertThat(wrong(""))
                .extracting(FieldError::message)
                .contains("must not be empty; null takes it away");
        assertThat(wrong("x".repeat(1_001)))
                .extracting(FieldError::message)
                .contains("must have at most 1000 characters, not 1001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u0000", "a\u2028b", "a\u2029"})
    void aTextIsOneLine(String text) {
        assertThat(wrong(text))
                .extracting(FieldError::message)
                .contains("must not contain line breaks or other control characters");
    }

    static Stream<Arguments> storedUnderOlderRules() {
        return Stream.of(
                Arguments.of(
                        ProviderKind.SMTP,
                        Map.of("host", "h", "port", "25", "username", "a\u2028b"),
                        "username"),
                Arguments.of(
                        ProviderKind.SMTP,
                        Map.of("host", "169.254.169.254", "port", "25", "security", "tls"),
                        "host"),
                Arguments.of(
                        ProviderKind.RESEND,
                        Map.of("base_url", "https://api.resend.com?a=b"),
                        "base_url"),
                Arguments.of(
                        ProviderKind.SES,
                        Map.of("region", "eu-west-1", "access_key_id", "two words"),
                        "access_key_id"));
    }

    /// Else nothing else of such a provider could be changed: not its limits, and not whether it is held.
    @ParameterizedTest
    @MethodSource("storedUnderOlderRules")
    void whatStaysAsItWasStoredIsTaken(ProviderKind kind, Map<String, String> stored, String name) {
        List<FieldError> errors = new ArrayList<>();
        assertThat(ProviderSettings.checked(kind, asGiven(stored), stored, errors))
                .containsAllEntriesOf(stored);
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("storedUnderOlderRules")
    void theSameIsRefusedWhereItIsNew(ProviderKind kind, Map<String, String> given, String name) {
        List<FieldError> errors = new ArrayList<>();
        Map<String, String> stored = new HashMap<>(given);
        stored.put(name, "another");
        ProviderSettings.checked(kind, asGiven(given), stored, errors);
        assertThat(errors).extracting(FieldError::field).containsExactly("settings." + name);
    }

    @Test
    void whatMustBeThereIsMissedAlsoWhereItWasStored() {
        List<FieldError> errors = new ArrayList<>();
        Map<String, String> stored = Map.of("region", "eu-west-1", "access_key_id", "AKIA1");
        ProviderSettings.checked(ProviderKind.SES, Map.of(), stored, errors);
        assertThat(errors)
                .containsExactly(
                        FieldError.required("settings.region"),
                        FieldError.required("settings.access_key_id"));
    }

    private static Map<String, JsonNode> asGiven(Map<String, String> settings) {
        Map<String, JsonNode> given = new HashMap<>();
        settings.forEach((name, text) -> given.put(name, new TextNode(text)));
        return given;
    }
}
