package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.auth.Reach;
import dev.mailswitch.ledger.reading.RecordedEvent;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.mail.Address;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which events of an organisation somebody sees: those of the environments he may see, and of
/// these the ones he asks for. The same for lists and streams.
///
/// @param types    empty: all
/// @param smtpCode in the words of an answer, or null for any
/// @param mtaHost  named in the words of an answer, in lower case, or null for any
/// @param domain   of the recipient, as DNS has it, or null for any
record EventFilter(
        Reach reach,
        Set<EventType> types,
        @Nullable String smtpCode,
        @Nullable String mtaHost,
        @Nullable String domain)
        implements Predicate<RecordedEvent> {

    EventFilter {
        types = Set.copyOf(types);
    }

    /// Hosts as they stand in the words of mail servers.
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+");

    @Override
    public boolean test(RecordedEvent event) {
        return (types.isEmpty() || types.contains(event.type()))
                && (domain == null || ofDomain(event, domain))
                && visible(event)
                && (smtpCode == null || smtpCode.equals(EventFacts.of(event).smtpCode()))
                && (mtaHost == null || names(EventFacts.of(event).words(), mtaHost));
    }

    /// What is known of no environment any more is there for those who see all of them.
    private boolean visible(RecordedEvent event) {
        return event.environmentId() == null
                ? reach instanceof Reach.All
                : reach.covers(event.environmentId());
    }

    private static boolean ofDomain(RecordedEvent event, String domain) {
        String recipient = event.recipient();
        return recipient != null && Address.stored(recipient, null).asciiDomain().equals(domain);
    }

    private static boolean names(String words, String host) {
        Matcher hosts = HOST.matcher(words);
        while (hosts.find()) {
            if (hosts.group().toLowerCase(Locale.ROOT).equals(host)) {
                return true;
            }
        }
        return false;
    }
}
