package dev.mailswitch.local;

import java.util.List;

/// `deploy/local/down`: stops everything, those first who need the others.
///
/// @param installation to stop
/// @param out where to tell
public record Down(Installation installation, Progress out) {

    /// Ends with 0 when nothing runs any more.
    public static void main(String[] args) {
        Command.run(
                "down",
                () -> {
                    Command.requireNoArguments(args);
                    InstallationSettings settings =
                            InstallationSettings.from(Command.root(), System.getenv());
                    new Down(new Installation(settings), new Progress(System.out)).stopAll();
                    return 0;
                });
    }

    /// Stops worker, API, Kafka and PostgreSQL, in this order.
    void stopAll() {
        for (Part part : List.of(Part.values()).reversed()) {
            boolean ran = installation.process(part).isPresent();
            installation.stop(part);
            out.part(part, ran ? "stopped" : "did not run");
        }
    }
}
