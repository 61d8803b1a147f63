package dev.mailswitch.local;

import dev.mailswitch.stack.LocalProcess;
import java.util.Optional;

/// `deploy/local/status`: one line a part.
public final class Status {

    private Status() {}

    /// Ends with 0 only when every part is ready.
    public static void main(String[] args) {
        Command.run(
                "status",
                () -> {
                    Command.requireNoArguments(args);
                    Installation installation =
                            new Installation(
                                    InstallationSettings.from(Command.root(), System.getenv()));
                    boolean all = true;
                    for (Part part : Part.values()) {
                        Optional<LocalProcess> process = installation.process(part);
                        boolean ready = process.isPresent() && installation.ready(part);
                        all &= ready;
                        System.out.println(line(installation.settings(), part, process, ready));
                    }
                    return all ? 0 : 1;
                });
    }

    static String line(
            InstallationSettings settings,
            Part part,
            Optional<LocalProcess> process,
            boolean ready) {
        String state = process.isEmpty() ? "stopped" : ready ? "ready" : "not ready";
        String detail =
                process.map(
                                p ->
                                        "process %d, %s, log %s"
                                                .formatted(
                                                        p.pid(),
                                                        place(settings, part),
                                                        settings.log(part)))
                        .orElse("");
        return "%-8s  %-9s  %s".formatted(part.label(), state, detail).stripTrailing();
    }

    private static String place(InstallationSettings settings, Part part) {
        return switch (part) {
            case POSTGRES -> "127.0.0.1:" + settings.ports().postgres();
            case KAFKA -> settings.kafka();
            case API -> settings.apiUrl();
            case WORKER -> settings.workerUrl();
        };
    }
}
