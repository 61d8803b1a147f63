package dev.mailswitch.local;

import dev.mailswitch.stack.FreePort;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Where the parts listen on 127.0.0.1, by the environment variables that choose it.
///
/// @param api of api-service
/// @param management of api-service: health and metrics
/// @param worker of delivery-worker: health and metrics
/// @param postgres of PostgreSQL
/// @param kafka of Kafka
public record Ports(int api, int management, int worker, int postgres, int kafka) {

    static final String API = "MAILSWITCH_API_PORT";
    static final String MANAGEMENT = "MAILSWITCH_MANAGEMENT_PORT";
    static final String WORKER = "MAILSWITCH_WORKER_PORT";
    static final String POSTGRES = "MAILSWITCH_POSTGRES_PORT";
    static final String KAFKA = "MAILSWITCH_KAFKA_PORT";

    /// What they are if nobody says otherwise.
    public static final Ports USUAL = new Ports(8080, 9000, 8081, 5442, 9192);

    public Ports {
        Set<Integer> seen = new HashSet<>();
        for (int port : new int[] {api, management, worker, postgres, kafka}) {
            if (port < 1 || port > 65535) {
                throw new LocalFailure("a port must be 1 to 65535, not " + port);
            }
            if (!seen.add(port)) {
                throw new LocalFailure("port " + port + " is given to two parts");
            }
        }
    }

    /// Five ports for a second installation beside the first, free and not given out before.
    public static Ports free() {
        return new Ports(
                FreePort.reserve(),
                FreePort.reserve(),
                FreePort.reserve(),
                FreePort.reserve(),
                FreePort.reserve());
    }

    /// The same, but for a second worker.
    Ports withFreeWorker() {
        return new Ports(api, management, FreePort.reserve(), postgres, kafka);
    }

    /// The same, but for a second API.
    Ports withFreeApi() {
        return new Ports(FreePort.reserve(), FreePort.reserve(), worker, postgres, kafka);
    }

    /// The ports that the variables name, for the rest the given ones.
    ///
    /// @param variables may hold anything else as well
    /// @param otherwise ports of an earlier start, or the usual ones
    static Ports from(Map<String, String> variables, Ports otherwise) {
        return new Ports(
                one(variables, API, otherwise.api),
                one(variables, MANAGEMENT, otherwise.management),
                one(variables, WORKER, otherwise.worker),
                one(variables, POSTGRES, otherwise.postgres),
                one(variables, KAFKA, otherwise.kafka));
    }

    /// The variables that lead to these ports.
    Map<String, String> variables() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(API, Integer.toString(api));
        all.put(MANAGEMENT, Integer.toString(management));
        all.put(WORKER, Integer.toString(worker));
        all.put(POSTGRES, Integer.toString(postgres));
        all.put(KAFKA, Integer.toString(kafka));
        return all;
    }

    /// Where others differ from these, for people: `MAILSWITCH_API_PORT is 8080, not 18080`.
    String different(Ports others) {
        Map<String, String> wanted = others.variables();
        return variables().entrySet().stream()
                .filter(port -> !port.getValue().equals(wanted.get(port.getKey())))
                .map(
                        port ->
                                "%s is %s, not %s"
                                        .formatted(
                                                port.getKey(),
                                                port.getValue(),
                                                wanted.get(port.getKey())))
                .collect(Collectors.joining(", "));
    }

    /// The ports one part listens on, by the variable that chooses each.
    Map<String, Integer> of(Part part) {
        return switch (part) {
            case POSTGRES -> Map.of(POSTGRES, postgres);
            case KAFKA -> Map.of(KAFKA, kafka);
            case API -> {
                Map<String, Integer> both = new LinkedHashMap<>();
                both.put(API, api); // first, since it is the one that people ask for
                both.put(MANAGEMENT, management);
                yield both;
            }
            case WORKER -> Map.of(WORKER, worker);
        };
    }

    private static int one(Map<String, String> variables, String name, int otherwise) {
        String value = variables.getOrDefault(name, "").trim();
        if (value.isEmpty()) {
            return otherwise;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new LocalFailure(name + " must be a number, not '" + value + "'", e);
        }
    }
}
