package dev.mailswitch.api.dialect;

import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.ReservedHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads the headers of its own that a mail brings as an object of names and values. Pure.
///
/// What a door says of a name that Mailswitch sets itself is handed in: some refuse it, some leave
/// the header out.
public final class CustomHeaders {

    /// The field, in all doors that have headers in this shape.
    private static final String FIELD = "headers";

    // Of a longer name nobody needs to read more; it may be megabytes.
    private static final int MOST_NAMED = 64;

    private final Predicate<String> reserved;
    private final Reserved onReserved;

    /// What happens with a header whose name is reserved.
    @FunctionalInterface
    public interface Reserved {

        /// @param path of the header in the request, such as `headers.Return-Path`
        /// @param name of the header
        void found(String path, String name);
    }

    private CustomHeaders(Predicate<String> reserved, Reserved onReserved) {
        this.reserved = reserved;
        this.onReserved = onReserved;
    }

    /// With the names that are reserved in every mail.
    public static CustomHeaders reserved(Reserved onReserved) {
        return new CustomHeaders(ReservedHeaders::contains, onReserved);
    }

    /// With more reserved names.
    public CustomHeaders and(Predicate<String> more) {
        return new CustomHeaders(reserved.or(more), onReserved);
    }

    /// Those that can be sent; what is wrong with others goes into the findings.
    public List<Header> read(@Nullable Map<String, String> given, Findings findings) {
        List<Header> headers = new ArrayList<>();
        if (given == null) {
            return headers;
        }
        if (given.size() > Headers.MAX) {
            findings.invalid(FIELD, "must be at most " + Headers.MAX);
            return headers;
        }
        given.forEach((name, value) -> read(name, value, headers, findings));
        return headers;
    }

    private void read(
            String name, @Nullable String value, List<Header> headers, Findings findings) {
        String path = FIELD + "." + (name.length() > MOST_NAMED ? "…" : name);
        if (reserved.test(name)) {
            onReserved.found(path, name);
        } else if (value == null) {
            findings.required(path);
        } else {
            Header header = findings.checked(path, () -> new Header(name, value));
            if (header != null) {
                headers.add(header);
            }
        }
    }
}
