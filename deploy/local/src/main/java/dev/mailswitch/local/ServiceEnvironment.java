package dev.mailswitch.local;

import java.util.LinkedHashMap;
import java.util.Map;

/// The environment variables that configure the services.
final class ServiceEnvironment {

    /// User and database in PostgreSQL.
    static final String DATABASE = "mailswitch";

    private ServiceEnvironment() {}

    /// What both services are told.
    static Map<String, String> shared(InstallationSettings settings, Secrets secrets) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put(
                "MAILSWITCH_DATABASE_URL",
                "jdbc:postgresql://127.0.0.1:" + settings.ports().postgres() + "/" + DATABASE);
        env.put("MAILSWITCH_DATABASE_USER", DATABASE);
        env.put(Secrets.DATABASE_PASSWORD, secrets.require(Secrets.DATABASE_PASSWORD));
        env.put("MAILSWITCH_KAFKA", settings.kafka());
        env.put(Secrets.KEY_SECRETS, secrets.require(Secrets.KEY_SECRETS));
        env.put(Secrets.SEALING_KEYS, secrets.require(Secrets.SEALING_KEYS));
        env.put(Secrets.TOKEN_SECRETS, secrets.require(Secrets.TOKEN_SECRETS));
        env.put("MAILSWITCH_PUBLIC_URL", "http://localhost:" + settings.ports().api());
        // SMTP servers of `--provider` and of tests listen on this machine.
        env.put("MAILSWITCH_OUTGOING_ALLOWED_CIDRS", "127.0.0.0/8,::1/128");
        env.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        env.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        return env;
    }

    /// What api-service is told.
    static Map<String, String> api(InstallationSettings settings, Secrets secrets) {
        Map<String, String> env = shared(settings, secrets);
        env.put("QUARKUS_HTTP_PORT", Integer.toString(settings.ports().api()));
        env.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(settings.ports().management()));
        return env;
    }

    /// What delivery-worker is told.
    static Map<String, String> worker(InstallationSettings settings, Secrets secrets) {
        Map<String, String> env = shared(settings, secrets);
        env.put("QUARKUS_HTTP_PORT", Integer.toString(settings.ports().worker()));
        return env;
    }

    /// What `env` tells people and their scripts.
    static Map<String, String> forPeople(InstallationSettings settings, Secrets secrets) {
        String password = secrets.require(Secrets.DATABASE_PASSWORD); // hexadecimal
        String place = "127.0.0.1:" + settings.ports().postgres() + "/" + DATABASE;
        Map<String, String> env = new LinkedHashMap<>();
        env.put("MAILSWITCH_URL", settings.apiUrl());
        env.put("MAILSWITCH_MANAGEMENT_URL", settings.managementUrl());
        env.put("MAILSWITCH_API_KEY", secrets.require(Secrets.API_KEY));
        env.put("MAILSWITCH_ADMIN_KEY", secrets.require(Secrets.ADMIN_KEY));
        env.put("MAILSWITCH_ENVIRONMENT", Demo.ENVIRONMENT);
        env.put("MAILSWITCH_WORKER_URL", settings.workerUrl());
        env.put(
                "MAILSWITCH_DATABASE_URL",
                "jdbc:postgresql://%s?user=%s&password=%s".formatted(place, DATABASE, password));
        env.put(
                "MAILSWITCH_DATABASE_URI",
                "postgresql://%s:%s@%s".formatted(DATABASE, password, place));
        env.put("MAILSWITCH_DATABASE_USER", DATABASE);
        env.put(Secrets.DATABASE_PASSWORD, password);
        env.put("MAILSWITCH_KAFKA", settings.kafka());
        return env;
    }
}
