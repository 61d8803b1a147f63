package dev.mailswitch.local;

import java.nio.file.Path;
import java.util.Map;

/// Where an installation lies and listens.
///
/// @param root of the source tree, whose built services are started
/// @param data everything it keeps and writes
/// @param ports where it listens
public record InstallationSettings(Path root, Path data, Ports ports) {

    static final String DATA = "MAILSWITCH_DATA";

    public InstallationSettings {
        root = root.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
    }

    /// From the environment; ports chosen by an earlier start are kept unless a variable says
    /// otherwise, so that `status` and `down` need not be told.
    ///
    /// @param root of the source tree
    /// @param environment for example `System.getenv()`
    static InstallationSettings from(Path root, Map<String, String> environment) {
        String chosen = environment.getOrDefault(DATA, "");
        Path data = chosen.isBlank() ? root.resolve("deploy/local/.data") : Path.of(chosen);
        Ports kept = Ports.from(EnvFile.read(portsFile(data)), Ports.USUAL);
        return new InstallationSettings(root, data, Ports.from(environment, kept));
    }

    /// Keeps the ports for the next [#from].
    void keepPorts() {
        EnvFile.write(portsFile(data), "Ports of this installation.", ports.variables());
    }

    /// The address of the API.
    public String apiUrl() {
        return "http://127.0.0.1:" + ports.api();
    }

    /// The address of api-service's health and metrics.
    public String managementUrl() {
        return "http://127.0.0.1:" + ports.management();
    }

    /// The address of delivery-worker's health and metrics.
    public String workerUrl() {
        return "http://127.0.0.1:" + ports.worker();
    }

    /// `host:port` of the broker.
    public String kafka() {
        return "127.0.0.1:" + ports.kafka();
    }

    /// The file that names the process of a part.
    public Path pidFile(Part part) {
        return data.resolve(part.label() + ".pid");
    }

    /// Where a part writes its log.
    public Path log(Part part) {
        return log(part.label());
    }

    Path log(String name) {
        return data.resolve("logs").resolve(name + ".log");
    }

    private static Path portsFile(Path data) {
        return data.resolve("ports.env");
    }
}
