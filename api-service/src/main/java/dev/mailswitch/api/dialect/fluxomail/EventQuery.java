package dev.mailswitch.api.dialect.fluxomail;

import dev.mailswitch.api.auth.Reach;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.api.dialect.Query;
import dev.mailswitch.api.dialect.Step;
import dev.mailswitch.api.dialect.Stop;
import dev.mailswitch.ledger.reading.EventReader;
import dev.mailswitch.model.lifecycle.EventType;
import dev.mailswitch.model.mail.Address;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The query of a list or a stream of events. Parameters that are not known are not looked at, as
/// everywhere at this door.
///
/// @param before where a page goes on, or the end
/// @param since  null: from the beginning
record EventQuery(EventFilter filter, int limit, UUID before, @Nullable Since since) {

    static final int MOST = 200;
    static final int STANDARD = 50;

    private static final Set<String> SINGLE =
            Set.of("limit", "cursor", "since", "smtpCode", "mtaHost", "domain");
    private static final Pattern CODE = Pattern.compile("[2-5]\\d\\d");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}");
    private static final String ALL = "email.*";

    static Step<EventQuery> of(MultiMap given, Reach reach) {
        Findings findings = new Findings();
        Query query = query(given, SINGLE, findings);
        EventFilter filter =
                new EventFilter(
                        reach,
                        types(given.getAll("types"), findings),
                        matching(query, "smtpCode", CODE, "must be a reply code as 550", findings),
                        lower(
                                matching(
                                        query,
                                        "mtaHost",
                                        HOST,
                                        "must be the name of a host",
                                        findings)),
                        query.text("domain").map(text -> domain(text, findings)).orElse(null));
        int limit = query.number("limit", 1, MOST, STANDARD);
        @Nullable UUID cursor = query.cursor();
        @Nullable Since since = query.text("since").map(text -> since(text, findings)).orElse(null);
        return findings.errors().isEmpty()
                ? Step.passed(
                        new EventQuery(
                                filter, limit, cursor == null ? EventReader.END : cursor, since))
                : Step.stopped(new Stop.Invalid(findings.errors()));
    }

    /// Where the log is read from: later ids.
    UUID after() {
        return since == null ? EventReader.START : since.place();
    }

    /// What is known of a query.
    static Query query(MultiMap given, Set<String> names, Findings findings) {
        MultiMap known = MultiMap.caseInsensitiveMultiMap();
        given.forEach(
                (name, value) -> {
                    if (names.contains(name)) {
                        known.add(name, value);
                    }
                });
        return new Query(known, names, findings);
    }

    /// Each may hold several with commas; `email.*` is all, and so is none.
    private static Set<EventType> types(Collection<String> given, Findings findings) {
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        boolean all = false;
        for (String word :
                given.stream().flatMap(text -> Arrays.stream(text.split(","))).toList()) {
            String stripped = word.strip();
            if (stripped.equals(ALL) || stripped.equals("*")) {
                all = true;
            } else if (!stripped.isEmpty()) {
                Arrays.stream(EventType.values())
                        .filter(type -> type.word().equals(stripped))
                        .findFirst()
                        .ifPresentOrElse(
                                types::add,
                                () ->
                                        findings.invalid(
                                                "types",
                                                "must be events as email.sent, or email.*"));
            }
        }
        return all ? Set.of() : types;
    }

    private static @Nullable String matching(
            Query query, String name, Pattern pattern, String message, Findings findings) {
        @Nullable String text = query.text(name).orElse(null);
        if (text != null && !pattern.matcher(text).matches()) {
            findings.invalid(name, message);
            return null;
        }
        return text;
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    private static @Nullable String domain(String text, Findings findings) {
        @Nullable Address any = findings.checked("domain", () -> Address.of("postmaster@" + text));
        return any == null ? null : any.asciiDomain();
    }

    private static @Nullable Since since(String text, Findings findings) {
        @Nullable Since since = Since.parse(text).orElse(null);
        if (since == null) {
            findings.invalid(
                    "since",
                    "must be a time as 2026-01-31T12:00:00Z, milliseconds since 1970, or an event's"
                            + " id");
        }
        return since;
    }
}
