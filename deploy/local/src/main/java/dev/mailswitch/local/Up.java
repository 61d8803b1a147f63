package dev.mailswitch.local;

import dev.mailswitch.stack.LocalProcess;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `deploy/local/up`: starts what is missing, sets up the demo, sends a first mail, and waits.
public final class Up {

    private final Installation installation;
    private final UpOptions options;
    private final Progress out;

    private Up(Installation installation, UpOptions options, Progress out) {
        this.installation = installation;
        this.options = options;
        this.out = out;
    }

    /// Ends with 0, with 1 after one line that says what is wrong, or with 2 if the command line
    /// makes no sense.
    public static void main(String[] args) {
        Command.run(
                "up",
                () -> {
                    UpOptions options = UpOptions.parse(List.of(args));
                    Path root = Command.root();
                    InstallationSettings settings =
                            InstallationSettings.from(root, System.getenv());
                    requireSamePorts(root, settings);
                    Up up = new Up(new Installation(settings), options, new Progress(System.out));
                    if (options.detach()) {
                        up.bringUp();
                    } else {
                        Foreground foreground = new Foreground(up.installation, up.out);
                        foreground.guard(up::bringUp);
                        foreground.await();
                    }
                    return 0;
                });
    }

    private void bringUp() {
        Set<Part> missing = EnumSet.noneOf(Part.class);
        for (Part part : Part.values()) {
            if (installation.process(part).isEmpty()) {
                missing.add(part);
                installation.requireFreePorts(part);
            }
        }
        installation.settings().keepPorts();
        launch(Part.KAFKA); // takes the longest, so it gets ready while the others start
        launch(Part.POSTGRES);
        ready(Part.POSTGRES, missing);
        if (missing.contains(Part.API)) {
            out.part(Part.API, "brings the schema up to date");
            new Bootstrap(installation).run();
        }
        launch(Part.API);
        ready(Part.KAFKA, missing);
        launch(Part.WORKER);
        ready(Part.API, missing);
        ready(Part.WORKER, missing);
        demo();
        if (Learn.inBackground(installation)) {
            out.line("In the background both services learn to start faster the next time.");
        }
    }

    private void launch(Part part) {
        if (installation.launch(part)) {
            out.part(part, "starts, process " + pid(part));
        } else {
            out.part(part, "runs already, process " + pid(part));
        }
    }

    private void ready(Part part, Set<Part> missing) {
        installation.awaitReady(part);
        if (missing.contains(part)) {
            out.part(part, "is ready on port " + port(part));
        }
    }

    /// Services read changed settings twice a second; the first mail shall go the new way.
    private static void awaitRoutes() {
        try {
            Thread.sleep(1_500);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void demo() {
        InstallationSettings settings = installation.settings();
        Secrets secrets = installation.secrets();
        Demo demo = new Demo(Api.at(settings.apiUrl(), secrets.require(Secrets.ADMIN_KEY)));
        boolean rerouted = demo.route(options.providers());
        if (rerouted) {
            options.providers().forEach(p -> out.line("         routes to " + p));
            awaitRoutes();
        }
        if (secrets.get(Secrets.API_KEY).isEmpty()) {
            secrets.put(Secrets.API_KEY, demo.makeKey());
        }
        EnvFile.write(
                settings.data().resolve("env"),
                "Where this installation is and how to get in; written by deploy/local/up.",
                ServiceEnvironment.forPeople(settings, secrets));
        boolean first = secrets.get(Secrets.FIRST_MAIL).isEmpty();
        if (options.mail() && (first || rerouted)) {
            boolean smtp = options.providers().stream().anyMatch(p -> p.kind().equals("smtp"));
            Api api = Api.at(settings.apiUrl(), secrets.require(Secrets.API_KEY));
            secrets.put(
                    Secrets.FIRST_MAIL, new FirstMail(api, out).send(options.recipient(), smtp));
        }
        out.line(greeting(settings));
    }

    private static String file(InstallationSettings settings) {
        return settings.data().resolve("env").toString();
    }

    /// Ready to be pasted, and without the key: what a terminal shows is kept in many places.
    private static String greeting(InstallationSettings settings) {
        return """

        Mailswitch is up: %1$s
        Addresses and keys are in %2$s; try it with

        . %2$s
        curl -sS "$MAILSWITCH_URL/api/v1/emails" \\
          -H "Authorization: Bearer $MAILSWITCH_API_KEY" \\
          -H 'Content-Type: application/json' \\
          -d '{"to":["you@example.com"],"subject":"Hello","text":"It works."}'
        """
                .formatted(settings.apiUrl(), EnvFile.quote(file(settings)));
    }

    private long pid(Part part) {
        return installation.process(part).map(LocalProcess::pid).orElse(0L);
    }

    private int port(Part part) {
        return installation.settings().ports().of(part).values().iterator().next();
    }

    // The environment may name other ports than those a running part listens on.
    private static void requireSamePorts(Path root, InstallationSettings wanted) {
        InstallationSettings running =
                InstallationSettings.from(
                        root, Map.of(InstallationSettings.DATA, wanted.data().toString()));
        if (running.ports().equals(wanted.ports())) {
            return;
        }
        Installation before = new Installation(running);
        for (Part part : Part.values()) {
            if (before.process(part).isPresent()) {
                throw new LocalFailure(
                        "%s runs on other ports than the variables name (%s): run deploy/local/down first, then up"
                                .formatted(
                                        part.label(), running.ports().different(wanted.ports())));
            }
        }
    }
}
