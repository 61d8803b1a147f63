package dev.mailswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.stack.LocalProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The parts that need no service of ours, started, killed and found again.
class InstallationIT {

    @TempDir Path data = Path.of(".");
    private Optional<Installation> opened = Optional.empty();

    private Installation open() {
        Path root = Path.of("../..").toAbsolutePath().normalize();
        Ports ports = opened.map(i -> i.settings().ports()).orElseGet(Ports::free);
        Installation installation = new Installation(new InstallationSettings(root, data, ports));
        opened = Optional.of(installation);
        return installation;
    }

    @AfterEach
    void stop() {
        opened.ifPresent(
                installation -> List.of(Part.KAFKA, Part.POSTGRES).forEach(installation::stop));
    }

    @Test
    void partsAreKilledApartAndOnlyTheMissingOneIsStarted() throws Exception {
        Installation first = open();
        first.start(Part.KAFKA);
        first.start(Part.POSTGRES);
        LocalProcess kafka = first.process(Part.KAFKA).orElseThrow();
        LocalProcess postgres = first.process(Part.POSTGRES).orElseThrow();
        assertThat(first.ready(Part.KAFKA)).isTrue();
        assertThat(first.ready(Part.POSTGRES)).isTrue();
        assertThat(Files.readString(data.resolve("kafka.pid")).trim())
                .isEqualTo(Long.toString(kafka.pid()));
        assertThat(Files.readString(data.resolve("postgres.pid")).trim())
                .isEqualTo(Long.toString(postgres.pid()));

        first.kill(Part.POSTGRES);
        assertThat(first.ready(Part.POSTGRES)).isFalse();
        assertThat(kafka.alive()).isTrue();

        Installation second = open(); // somebody else, later
        assertThat(second.launch(Part.KAFKA)).as("runs already").isFalse();
        second.start(Part.POSTGRES);
        assertThat(second.process(Part.KAFKA)).contains(kafka);
        assertThat(second.process(Part.POSTGRES)).isPresent().isNotEqualTo(Optional.of(postgres));

        second.kill(Part.KAFKA);
        assertThat(second.process(Part.POSTGRES).orElseThrow().alive()).isTrue();
        second.start(Part.KAFKA);
        assertThat(second.ready(Part.KAFKA)).isTrue();

        second.signal(Part.KAFKA, "STOP");
        second.stop(Part.KAFKA);
        assertThat(second.process(Part.KAFKA)).isEmpty();
        assertThat(data.resolve("kafka.pid")).doesNotExist();
    }

    @Test
    void aTakenPortIsOneLineThatSaysWhatToDo() throws Exception {
        Installation installation = open();
        int port = installation.settings().ports().kafka();
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(() -> installation.launch(Part.KAFKA))
                    .isInstanceOf(LocalFailure.class)
                    .message()
                    .startsWith("port " + port + ", which kafka needs, is taken")
                    .contains("MAILSWITCH_KAFKA_PORT=")
                    .doesNotContain("\n");
        }
    }

    @Test
    void aServiceThatIsNotBuiltIsSaid() {
        Path nowhere = data.resolve("nowhere");
        Installation installation =
                new Installation(new InstallationSettings(nowhere, data, Ports.free()));
        assertThatThrownBy(() -> installation.start(Part.API))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining("build first");
    }
}
