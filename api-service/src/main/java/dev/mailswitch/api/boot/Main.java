package dev.mailswitch.api.boot;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;

/// The service, and the commands that need no server: `migrate` and `bootstrap`.
@QuarkusMain
public final class Main {

    private Main() {}

    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String... args) {
        String command = args.length == 0 ? "" : args[0];
        if (!Commands.known(command)) {
            Quarkus.run(args);
            return;
        }
        PrintStream out = System.out;
        // What libraries say belongs beside the answer, not into it.
        System.setOut(System.err);
        Map<String, String> environment = System.getenv();
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        int status = new Commands(environment, out, System.err).run(command, rest);
        out.flush();
        System.exit(status);
    }
}
