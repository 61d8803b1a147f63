package dev.mailswitch.provider.sendgrid;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.provider.HttpAnswer;
import java.util.Locale;
import java.util.StringJoiner;

/// What a refusal says: free words and fields' names, for there are no codes.
///
/// @param field the first that is named, or an empty text
/// @param words of all errors, or an empty text
record ErrorBody(String field, String words) {

    static ErrorBody of(HttpAnswer answer) {
        String field = "";
        StringJoiner words = new StringJoiner("; ");
        for (JsonNode error : answer.json().path("errors")) {
            if (field.isEmpty() && error.path("field").isTextual()) {
                field = error.path("field").textValue();
            }
            if (error.path("message").isTextual()) {
                words.add(error.path("message").textValue());
            }
        }
        return new ErrorBody(field, words.toString());
    }

    /// @param part in lower case
    boolean says(String part) {
        return words.toLowerCase(Locale.ROOT).contains(part);
    }
}
