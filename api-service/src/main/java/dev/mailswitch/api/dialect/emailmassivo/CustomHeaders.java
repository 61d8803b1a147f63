package dev.mailswitch.api.dialect.emailmassivo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.mailswitch.api.dialect.Findings;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.ReservedHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The headers of a request (nodemailer's custom headers). Any are accepted; those we set ourselves
/// have priority, so they are left out, and the timeline says so.
///
/// @param replyTo the door has no field for it, so the header of that name counts
/// @param warnings about those that were left out
record CustomHeaders(List<Header> kept, List<Address> replyTo, List<String> warnings) {

    /// The document's own list of what is set by the service, in lower case.
    private static final Set<String> THEIRS =
            Set.of(
                    "return-path",
                    "list-unsubscribe",
                    "list-unsubscribe-post",
                    "errors-to",
                    "x-complaints-to",
                    "precedence",
                    "feedback-id",
                    "x-sendername-mailid",
                    "x-mailru-msgtype",
                    "x-postmaster-msgtype");

    private static final String FIELD = "mail.headers";
    private static final String REPLY_TO = "reply-to";
    private static final int MOST_REPLY_TO = 25;

    static CustomHeaders read(@Nullable JsonNode given, Findings findings) {
        CustomHeaders headers =
                new CustomHeaders(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        if (given == null || given.isNull() || (given.isArray() && given.isEmpty())) {
            return headers;
        }
        if (!given.isObject()) {
            findings.invalid(FIELD, "must be an object");
            return headers;
        }
        // Those that are left out count too: each leaves a warning on the timeline.
        if (given.size() > Headers.MAX) {
            findings.invalid(FIELD, "must be at most 50");
            return headers;
        }
        for (Map.Entry<String, JsonNode> header : given.properties()) {
            if (findings.full()) {
                return headers;
            }
            headers.read(header.getKey(), header.getValue(), findings);
        }
        if (headers.kept.size() > Headers.MAX) {
            findings.invalid(FIELD, "must be at most 50");
            return new CustomHeaders(List.of(), List.of(), List.of());
        }
        return headers;
    }

    private void read(String name, JsonNode value, Findings findings) {
        String path = FIELD + "." + (name.length() > 64 ? "…" : name);
        // The name is looked at first, also of what is left out.
        if (findings.checked(path, () -> new Header(name, "")) == null) {
            return;
        }
        List<String> values = values(path, value, findings);
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals(REPLY_TO)) {
            values.forEach(text -> replyTo(path, text, findings));
            if (replyTo.size() > MOST_REPLY_TO) {
                findings.invalid(path, "must be at most 25 addresses");
            }
            return;
        }
        boolean ours = THEIRS.contains(lower) || ReservedHeaders.contains(name);
        if (ours) {
            warnings.add("The header %s was left out".formatted(name));
        }
        for (String text : values) {
            Header header = findings.checked(path, () -> new Header(name, text));
            if (header != null && !ours) {
                kept.add(header);
            }
        }
    }

    private void replyTo(String path, String text, Findings findings) {
        for (CopyTo one : CopyTo.read(path, TextNode.valueOf(text), MOST_REPLY_TO, findings)) {
            switch (one) {
                case CopyTo.Valid valid -> replyTo.add(valid.address());
                case CopyTo.Invalid invalid -> findings.invalid(path, "must be an address");
            }
        }
    }

    private static List<String> values(String path, JsonNode value, Findings findings) {
        List<String> values = new ArrayList<>();
        if (value.size() > Headers.MAX && value.isArray()) {
            findings.invalid(path, "must be at most 50");
        } else if (value.isArray()) {
            value.forEach(one -> add(values, path, one, findings));
        } else {
            add(values, path, value, findings);
        }
        return values;
    }

    private static void add(List<String> values, String path, JsonNode value, Findings findings) {
        // Prepared or not, a value is encoded where it has to be.
        JsonNode text = value.isObject() ? value.path("value") : value;
        if (text.isTextual()) {
            values.add(text.textValue());
        } else {
            findings.invalid(path, "must be a text, a list of texts or {prepared, value}");
        }
    }
}
