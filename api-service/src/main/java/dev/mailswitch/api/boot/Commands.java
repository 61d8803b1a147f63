package dev.mailswitch.api.boot;

import dev.mailswitch.api.auth.KeyTokens;
import dev.mailswitch.ledger.Schema;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;

/// The commands. Exit: 0 done, 1 failed, 2 called wrongly, 3 it is there already.
final class Commands {

    private static final Set<String> KNOWN = Set.of("bootstrap", "migrate");
    private static final int FAILED = 1;
    private static final int WRONG = 2;

    private static final String HELP =
            """
            Usage: migrate
                   bootstrap --organisation NAME --environment NAME --sender ADDRESS
                             [--verified-domain DOMAIN]... [--operator]

            migrate    brings the database's schema up to date
            bootstrap  does that too, then makes an organisation with its default environment and
                       a key with the scope admin, and prints them as one line of JSON:
                       {"organisation_id":…,"environment_id":…,"admin_key":…}
                       The key is shown this once.

              --organisation NAME       1 to 200 characters
              --environment NAME        1 to 64 of A-Z a-z 0-9 _ -
              --sender ADDRESS          From of mails that name none, as a@b or "Name <a@b>"
              --verified-domain DOMAIN  a domain the organisation may send from; repeatable
              --operator                the key may manage the installation too, not only this
                                        organisation

            Environment: MAILSWITCH_DATABASE_URL (JDBC), MAILSWITCH_DATABASE_USER,
            MAILSWITCH_DATABASE_PASSWORD; bootstrap also MAILSWITCH_KEY_SECRETS.
            Exit: 0 done, 1 failed, 2 called wrongly, 3 the organisation is there already.
            """;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    Commands(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    static boolean known(String command) {
        return KNOWN.contains(command);
    }

    /// Runs a command and returns its exit status.
    int run(String command, String... args) {
        if (java.util.List.of(args).contains("--help")) {
            out.print(HELP);
            return 0;
        }
        try {
            return command.equals("migrate") ? migrate(args) : bootstrap(args);
        } catch (IllegalArgumentException wrong) {
            err.println(command + ": " + wrong.getMessage());
            err.print(HELP);
            return WRONG;
        } catch (SQLException | FlywayException failed) {
            err.println(command + ": " + firstLine(failed));
            return FAILED;
        }
    }

    private int migrate(String... args) {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options");
        }
        int applied = migrate("migrate", Database.of(environment));
        err.println("migrate: %d applied, the schema is up to date".formatted(applied));
        return 0;
    }

    private int migrate(String command, DataSource database) {
        return Schema.migrate(database, waiting -> err.println(command + ": " + waiting));
    }

    private int bootstrap(String... args) throws SQLException {
        BootstrapOptions options = BootstrapOptions.parse(args);
        String secrets = environment.get(KeyTokens.SETTING);
        if (secrets == null || secrets.isBlank()) {
            throw new IllegalArgumentException(KeyTokens.SETTING + " must be set");
        }
        KeyTokens tokens = KeyTokens.parse(secrets);
        DataSource database = Database.of(environment);
        migrate("bootstrap", database);
        return switch (new Bootstrap(database, tokens).run(options)) {
            case Bootstrap.Result.Made made -> {
                out.println(made.json());
                yield 0;
            }
            case Bootstrap.Result.Taken taken -> {
                err.println("bootstrap: " + taken.what());
                yield Bootstrap.TAKEN;
            }
        };
    }

    private static String firstLine(Exception failed) {
        return String.valueOf(failed.getMessage()).lines().findFirst().orElse("failed");
    }
}
