package dev.mailswitch.directory;

import dev.mailswitch.model.mail.Address;
import java.util.Locale;
import java.util.Set;

/// Keeps an environment's mail from people it is not meant for.
public sealed interface Staging {

    /// Others than these get no mail.
    ///
    /// @param listed addresses, and domains with an `@` before them, as [#entry(String)] writes them
    record Only(Set<String> listed) implements Staging {
        public Only {
            listed = Set.copyOf(listed);
        }

        public boolean passes(Address address) {
            return listed.contains(address.email().toLowerCase(Locale.ROOT))
                    || listed.contains("@" + address.domain())
                    || listed.contains("@" + address.asciiDomain());
        }
    }

    /// Everything goes there, once a mail.
    record Redirect(Address to) implements Staging {}

    /// The one spelling of an entry: an address, or `@domain`.
    ///
    /// @throws IllegalArgumentException if it is neither
    static String entry(String text) {
        String trimmed = text.strip();
        Address address = Address.of(trimmed.startsWith("@") ? "x" + trimmed : trimmed);
        return trimmed.startsWith("@")
                ? "@" + address.domain()
                : address.email().toLowerCase(Locale.ROOT);
    }
}
