package dev.mailswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationSettingsTest {

    @TempDir Path root = Path.of(".");

    @Test
    void withoutVariablesEverythingIsAsDocumented() {
        InstallationSettings settings = InstallationSettings.from(root, Map.of());
        assertThat(settings.data()).isEqualTo(root.resolve("deploy/local/.data"));
        assertThat(settings.ports()).isEqualTo(new Ports(8080, 9000, 8081, 5442, 9192));
        assertThat(settings.apiUrl()).isEqualTo("http://127.0.0.1:8080");
    }

    @Test
    void chosenPortsAreKeptForWhoComesLater() {
        Map<String, String> chosen = Map.of("MAILSWITCH_API_PORT", "18080");
        InstallationSettings.from(root, chosen).keepPorts();
        assertThat(InstallationSettings.from(root, Map.of()).ports().api()).isEqualTo(18080);
        assertThat(
                        InstallationSettings.from(root, Map.of("MAILSWITCH_API_PORT", "1"))
                                .ports()
                                .api())
                .isEqualTo(1);
    }

    @Test
    void anotherDataDirectoryIsAnotherInstallation() {
        InstallationSettings.from(root, Map.of("MAILSWITCH_API_PORT", "18080")).keepPorts();
        Path other = root.resolve("other");
        InstallationSettings settings =
                InstallationSettings.from(root, Map.of("MAILSWITCH_DATA", other.toString()));
        assertThat(settings.data()).isEqualTo(other);
        assertThat(settings.ports()).isEqualTo(Ports.USUAL);
        assertThat(settings.pidFile(Part.WORKER)).isEqualTo(other.resolve("worker.pid"));
    }

    @Test
    void impossiblePortsAreRefused() {
        assertThatThrownBy(
                        () ->
                                InstallationSettings.from(
                                        root, Map.of("MAILSWITCH_KAFKA_PORT", "kafka")))
                .isInstanceOf(LocalFailure.class)
                .hasMessage("MAILSWITCH_KAFKA_PORT must be a number, not 'kafka'");
        assertThatThrownBy(
                        () ->
                                InstallationSettings.from(
                                        root, Map.of("MAILSWITCH_KAFKA_PORT", "8080")))
                .isInstanceOf(LocalFailure.class)
                .hasMessage("port 8080 is given to two parts");
    }

    @Test
    void peopleGetAddressesThatWorkAsTheyAre() {
        InstallationSettings settings =
                new InstallationSettings(root, root, new Ports(1, 2, 3, 4, 5));
        Secrets secrets = Secrets.in(root);
        secrets.put(Secrets.API_KEY, "api-key");
        secrets.put(Secrets.ADMIN_KEY, "admin-key");
        String password = secrets.require(Secrets.DATABASE_PASSWORD);
        assertThat(ServiceEnvironment.forPeople(settings, secrets))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.ofEntries(
                                Map.entry("MAILSWITCH_URL", "http://127.0.0.1:1"),
                                Map.entry("MAILSWITCH_MANAGEMENT_URL", "http://127.0.0.1:2"),
                                Map.entry("MAILSWITCH_WORKER_URL", "http://127.0.0.1:3"),
                                Map.entry("MAILSWITCH_API_KEY", "api-key"),
                                Map.entry("MAILSWITCH_ADMIN_KEY", "admin-key"),
                                Map.entry("MAILSWITCH_ENVIRONMENT", "demo"),
                                Map.entry(
                                        "MAILSWITCH_DATABASE_URL",
                                        "jdbc:postgresql://127.0.0.1:4/mailswitch?user=mailswitch&password="
                                                + password),
                                Map.entry(
                                        "MAILSWITCH_DATABASE_URI",
                                        "postgresql://mailswitch:"
                                                + password
                                                + "@127.0.0.1:4/mailswitch"),
                                Map.entry("MAILSWITCH_DATABASE_USER", "mailswitch"),
                                Map.entry("MAILSWITCH_DATABASE_PASSWORD", password),
                                Map.entry("MAILSWITCH_KAFKA", "127.0.0.1:5")));
    }
}
