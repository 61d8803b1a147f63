package dev.mailswitch.local;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The command lines of the parts that are Java programs.
///
/// @param settings of the installation
/// @param secrets of the installation
record Programs(InstallationSettings settings, Secrets secrets) {

    private static final List<String> JVM =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    /// The part as it is to be run.
    JvmPart kafka() {
        Path directory = directory(Part.KAFKA);
        List<Path> ours = new ArrayList<>();
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (path.startsWith(settings.root())) { // a build may change it
                ours.add(path);
                classPath.add(JvmPart.copyOf(directory, path).toString());
            } else {
                classPath.add(entry);
            }
        }
        List<String> arguments = new ArrayList<>(List.of("-Xmx384m"));
        arguments.addAll(JVM);
        arguments.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
        arguments.addAll(List.of(dev.mailswitch.stack.Main.class.getName(), "kafka"));
        arguments.addAll(List.of("--data", settings.data().resolve("kafka").toString()));
        arguments.addAll(List.of("--port", Integer.toString(settings.ports().kafka())));
        return new JvmPart(
                pidFile(Part.KAFKA),
                ours,
                directory,
                arguments,
                Map.of(),
                settings.log(Part.KAFKA),
                Probe.kafka(settings.ports().kafka()),
                Optional.empty());
    }

    JvmPart api() {
        return service(
                Part.API,
                "api-service",
                ServiceEnvironment.api(settings, secrets),
                Probe.health(settings.managementUrl(), settings.ports().api()));
    }

    JvmPart worker() {
        return service(
                Part.WORKER,
                "delivery-worker",
                ServiceEnvironment.worker(settings, secrets),
                Probe.health(settings.workerUrl(), settings.ports().worker()));
    }

    /// The built application of a module.
    Path quarkusApp(String module) {
        return settings.root().resolve(module).resolve("target/quarkus-app");
    }

    private JvmPart service(
            Part part, String module, Map<String, String> environment, Probe probe) {
        Path application = quarkusApp(module);
        Path directory = directory(part);
        Path jar = JvmPart.copyOf(directory, application).resolve("quarkus-run.jar");
        List<String> arguments = new ArrayList<>(List.of("-Xmx256m"));
        arguments.addAll(JVM);
        arguments.addAll(List.of("-jar", jar.toString()));
        return new JvmPart(
                pidFile(part),
                List.of(application),
                directory,
                arguments,
                environment,
                settings.log(part),
                probe,
                Optional.of(
                        new StartCache(
                                directory.resolve("start.aot"),
                                JvmPart.copyOf(directory, application))));
    }

    private PidFile pidFile(Part part) {
        String mark = "-Dlocal.installation." + part.label() + "=" + settings.data();
        return new PidFile(settings.pidFile(part), mark);
    }

    private Path directory(Part part) {
        return settings.data().resolve("run").resolve(part.label());
    }
}
