package dev.mailswitch.delivery.simulation;

import dev.mailswitch.model.id.ProviderId;
import java.time.Instant;
import java.util.List;

/// What keeps reports from being heard.
///
/// @param hushed when some provider says nothing of the mails it accepts then, neither at the time
///     nor later
/// @param away   when nothing gets in, from whomever; what was said meanwhile is heard in the end
record Reception(List<Hushed> hushed, List<Span> away) {

    /// From `from` on, until just before `until`.
    record Span(Instant from, Instant until) {
        boolean holds(Instant now) {
            return !now.isBefore(from) && now.isBefore(until);
        }
    }

    record Hushed(ProviderId provider, Span span) {}

    static final Reception CLEAR = new Reception(List.of(), List.of());

    Reception {
        hushed = List.copyOf(hushed);
        away = List.copyOf(away);
    }

    boolean hushes(ProviderId provider, Instant now) {
        return hushed.stream()
                .anyMatch(one -> one.provider().equals(provider) && one.span().holds(now));
    }

    /// When something said then is heard.
    Instant heard(Instant said) {
        return away.stream()
                .filter(span -> span.holds(said))
                .map(Span::until)
                .findFirst()
                .orElse(said);
    }
}
