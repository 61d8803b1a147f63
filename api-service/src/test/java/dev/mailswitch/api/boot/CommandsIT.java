package dev.mailswitch.api.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.TestDatabaseResource;
import dev.mailswitch.stack.TestStack;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandsIT {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void bootstrapOnAnEmptyDatabasePrintsOneLineOfJsonAndOnlyOnce() {
        Map<String, String> environment = environment();
        String[] args = {
            "--organisation", "Acme", "--environment=main", "--sender", "Acme <a@acme.example>"
        };
        assertThat(run(environment, "bootstrap", args)).isZero();
        assertThat(text(out))
                .matches(
                        "\\{\"organisation_id\":\"[0-9a-f-]{36}\",\"environment_id\":\"[0-9a-f-]{36}\","
                                + "\"admin_key\":\"[A-Za-z0-9_.-]{100,500}\"}\\R");
        out.reset();
        assertThat(run(environment, "bootstrap", args)).isEqualTo(3);
        assertThat(text(out)).isEmpty();
        assertThat(text(err)).contains("the organisation Acme exists already");
    }

    @Test
    void migrateMayRunAgain() {
        Map<String, String> environment = environment();
        assertThat(run(environment, "migrate")).isZero();
        assertThat(run(environment, "migrate")).isZero();
        assertThat(text(err)).contains("0 applied");
    }

    @Test
    void wrongOptionsGetHelpAndTwo() {
        Map<String, String> environment = environment();
        assertThat(run(environment, "bootstrap", "--organisation", "A")).isEqualTo(2);
        assertThat(text(err)).contains("--environment is missing").contains("Usage:");
        assertThat(run(environment, "bootstrap", "--organization", "A")).isEqualTo(2);
        assertThat(text(err)).contains("no such option: --organization");
        assertThat(run(Map.of(), "migrate")).isEqualTo(2);
        assertThat(text(err)).contains("MAILSWITCH_DATABASE_URL must be set");
        assertThat(run(Map.of(), "bootstrap", "--help")).isZero();
        assertThat(text(out)).contains("Usage:");
    }

    @Test
    void userAndPasswordMayStandInTheUrl() {
        Map<String, String> apart = environment();
        Map<String, String> together =
                Map.of(
                        Database.URL,
                        apart.get(Database.URL)
                                + "?user=%s&password=%s"
                                        .formatted(
                                                apart.get(Database.USER),
                                                apart.get(Database.PASSWORD)));
        assertThat(run(together, "migrate")).isZero();
    }

    private int run(Map<String, String> environment, String command, String... args) {
        return new Commands(environment, Installations.stream(out), Installations.stream(err))
                .run(command, args);
    }

    private static Map<String, String> environment() {
        TestStack.TestDatabase database = TestStack.freshDatabase();
        Map<String, String> environment = new HashMap<>();
        environment.put(Database.URL, database.jdbcUrl());
        environment.put(Database.USER, database.user());
        environment.put(Database.PASSWORD, database.password());
        environment.put("MAILSWITCH_KEY_SECRETS", TestDatabaseResource.KEY_SECRETS);
        return environment;
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
