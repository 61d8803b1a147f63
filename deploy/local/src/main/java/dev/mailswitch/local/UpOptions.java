package dev.mailswitch.local;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What `up` is asked to do.
///
/// @param detach return when all is ready
/// @param providers instead of the sandboxes; empty: leave the routes as they are
/// @param recipient of the first mail
/// @param mail whether to send it
record UpOptions(boolean detach, List<ProviderUrl> providers, String recipient, boolean mail) {

    UpOptions {
        providers = List.copyOf(providers);
        Set<String> names = new HashSet<>();
        for (ProviderUrl provider : providers) {
            if (!names.add(provider.name())) {
                throw new UsageError("two providers are called " + provider.name());
            }
        }
    }

    /// Reads a command line.
    ///
    /// @throws UsageError naming the option that is wrong
    static UpOptions parse(List<String> arguments) {
        boolean detach = false;
        boolean mail = true;
        String recipient = "you@example.com";
        List<ProviderUrl> providers = new ArrayList<>();
        List<String> rest = new ArrayList<>(arguments);
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            int equals = option.startsWith("--") ? option.indexOf('=') : -1;
            if (equals > 0) {
                rest.addFirst(option.substring(equals + 1));
                option = option.substring(0, equals);
            }
            boolean alone = equals < 0;
            if (option.equals("--detach") && alone) {
                detach = true;
            } else if (option.equals("--no-mail") && alone) {
                mail = false;
            } else if (option.equals("--to")) {
                recipient = value(option, rest);
            } else if (option.equals("--provider")) {
                providers.add(ProviderUrl.parse(value(option, rest), providers.size()));
            } else {
                throw new UsageError("unknown option " + option);
            }
        }
        return new UpOptions(detach, providers, recipient, mail);
    }

    private static String value(String option, List<String> rest) {
        if (rest.isEmpty()) {
            throw new UsageError(option + " needs a value");
        }
        return rest.removeFirst();
    }
}
