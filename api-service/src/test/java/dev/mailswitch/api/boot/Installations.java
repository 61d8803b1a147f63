package dev.mailswitch.api.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/// Runs the `bootstrap` command against the database of the service under test.
public final class Installations {

    private Installations() {}

    /// Makes an organisation and returns its admin key.
    public static String bootstrap(
            String organisation, String environment, String sender, String domain, String... more) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "--organisation",
                                organisation,
                                "--environment",
                                environment,
                                "--sender",
                                sender,
                                "--verified-domain",
                                domain));
        args.addAll(List.of(more));
        int status =
                new Commands(environment(), stream(out), stream(err))
                        .run("bootstrap", args.toArray(String[]::new));
        assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8)
                .replaceAll("(?s).*\"admin_key\":\"([^\"]+)\".*", "$1");
    }

    static Map<String, String> environment() {
        var config = ConfigProvider.getConfig();
        return Map.of(
                Database.URL,
                config.getValue(Database.URL, String.class),
                Database.USER,
                config.getValue(Database.USER, String.class),
                Database.PASSWORD,
                config.getValue(Database.PASSWORD, String.class),
                "MAILSWITCH_KEY_SECRETS",
                config.getValue("MAILSWITCH_KEY_SECRETS", String.class));
    }

    static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
