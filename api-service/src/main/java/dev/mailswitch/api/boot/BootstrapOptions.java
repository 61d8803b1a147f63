package dev.mailswitch.api.boot;

import dev.mailswitch.directory.Environment;
import dev.mailswitch.model.mail.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What `bootstrap` is told.
///
/// @param operator whether the key may also manage the installation
record BootstrapOptions(
        String organisation,
        String environment,
        Address sender,
        List<String> verifiedDomains,
        boolean operator) {

    BootstrapOptions {
        if (organisation.isBlank() || organisation.length() > 200) {
            throw new IllegalArgumentException("--organisation must have 1 to 200 characters");
        }
        if (!Environment.NAME.matcher(environment).matches()) {
            throw new IllegalArgumentException(
                    "--environment must have 1 to 64 of A-Z a-z 0-9 _ -");
        }
        verifiedDomains = List.copyOf(verifiedDomains);
    }

    /// @throws IllegalArgumentException in words for whoever typed it
    static BootstrapOptions parse(String... args) {
        Map<String, String> values = new HashMap<>();
        List<String> domains = new ArrayList<>();
        boolean operator = false;
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--operator")) {
                operator = true;
                continue;
            }
            int equals = args[i].indexOf('=');
            String name = equals < 0 ? args[i] : args[i].substring(0, equals);
            if (equals < 0 && i + 1 == args.length) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            String value = equals < 0 ? args[++i] : args[i].substring(equals + 1);
            switch (name) {
                case "--organisation", "--environment", "--sender" -> {
                    if (values.put(name, value) != null) {
                        throw new IllegalArgumentException(name + " is given twice");
                    }
                }
                case "--verified-domain" -> domains.add(domain(value));
                default -> throw new IllegalArgumentException("no such option: " + name);
            }
        }
        return new BootstrapOptions(
                required(values, "--organisation"),
                required(values, "--environment"),
                sender(required(values, "--sender")),
                domains,
                operator);
    }

    private static String required(Map<String, String> values, String name) {
        return Optional.ofNullable(values.get(name))
                .orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
    }

    private static Address sender(String text) {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--sender: " + wrong.getMessage());
        }
    }

    private static String domain(String text) {
        try {
            return Address.of("postmaster@" + text.toLowerCase(Locale.ROOT)).domain();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--verified-domain: " + wrong.getMessage());
        }
    }
}
