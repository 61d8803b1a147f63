package dev.mailswitch.api;

import dev.mailswitch.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/// Gives the service under test a database of its own on a real server, and fixed secrets.
public final class TestDatabaseResource implements QuarkusTestResourceLifecycleManager {

    public static final String KEY_SECRETS =
            "new:bmV3IGtleSBzZWNyZXQsIDMyIGJ5dGVzIGxvbmcuLi4=,"
                    + "old:b2xkIGtleSBzZWNyZXQsIDMyIGJ5dGVzIGxvbmcuLi4=";
    public static final String SEALING_KEYS = "one:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    public static final String TOKEN_SECRETS = "one:dG9rZW4gc2VjcmV0IG9mIDMyIGJ5dGVzIGxlbmd0aCE=";

    @Override
    public Map<String, String> start() {
        TestStack.TestDatabase database = TestStack.freshDatabase();
        return Map.of(
                "MAILSWITCH_DATABASE_URL",
                database.jdbcUrl(),
                "MAILSWITCH_DATABASE_USER",
                database.user(),
                "MAILSWITCH_DATABASE_PASSWORD",
                database.password(),
                "MAILSWITCH_KEY_SECRETS",
                KEY_SECRETS,
                "MAILSWITCH_SEALING_KEYS",
                SEALING_KEYS,
                "MAILSWITCH_TOKEN_SECRETS",
                TOKEN_SECRETS,
                "mailswitch.kafka",
                "127.0.0.1:1");
    }

    @Override
    public void stop() {
        // The stack ends with the JVM.
    }
}
