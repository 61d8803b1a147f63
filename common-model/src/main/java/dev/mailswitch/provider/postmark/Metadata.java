package dev.mailswitch.provider.postmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.Parcel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What Postmark keeps with a mail, shows to no recipient and sends back in each event
/// ([its limits](https://postmarkapp.com/support/article/1125-custom-metadata-faq): ten fields,
/// names of 20 and values of 80 characters). Ours are the correlation, which goes on in further
/// fields if one is too short for it, and the tags after the first: `Tag` takes one only.
final class Metadata {

    /// The field that a mail is looked up by.
    static final String CORRELATION = "mailswitch";

    private static final String TAG = "tag_";
    private static final int MOST_FIELDS = 10;
    private static final int LONGEST_VALUE = 80;

    private Metadata() {}

    /// The fields of a mail, in order.
    static Map<String, String> of(Parcel parcel) {
        Map<String, String> fields = new LinkedHashMap<>();
        String rest = parcel.correlation();
        for (int part = 1; !rest.isEmpty(); part++) {
            String value = first(rest);
            fields.put(part(part), value);
            rest = rest.substring(value.length());
        }
        List<String> tags = parcel.tags().stream().distinct().toList();
        for (int i = 1; i < tags.size(); i++) {
            fields.put(TAG + (i + 1), tags.get(i));
        }
        return fields;
    }

    /// Why Postmark would refuse the fields, if it would. Names are ours and short enough.
    static Optional<String> obstacle(Map<String, String> fields) {
        if (fields.size() > MOST_FIELDS) {
            return Optional.of("Postmark has no room for so many tags");
        }
        return fields.values().stream().anyMatch(value -> value.length() > LONGEST_VALUE)
                ? Optional.of(
                        "Postmark takes no tag of more than 80 characters after the first tag")
                : Optional.empty();
    }

    /// As much of a correlation as stands in [#CORRELATION].
    static String first(String correlation) {
        return correlation.substring(0, Math.min(correlation.length(), LONGEST_VALUE));
    }

    /// The whole correlation of a mail or an event; null if it has none of ours.
    static @Nullable String correlation(JsonNode fields) {
        String first = fields.path(CORRELATION).textValue();
        if (first == null) {
            return null;
        }
        StringBuilder whole = new StringBuilder(first);
        for (int part = 2; part <= MOST_FIELDS; part++) {
            String next = fields.path(part(part)).textValue();
            if (next == null) {
                break;
            }
            whole.append(next);
        }
        return whole.toString();
    }

    private static String part(int number) {
        return number == 1 ? CORRELATION : CORRELATION + "_" + number;
    }
}
