package dev.mailswitch.provider.sparkpost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailswitch.model.outcome.BounceClass;
import dev.mailswitch.model.outcome.Outcome;
import dev.mailswitch.provider.HttpAnswer;
import dev.mailswitch.provider.Outcomes;

/// One of the errors in an answer, about the call or about one of its recipients.
///
/// @param code  a number; empty if there is none
/// @param words what it says, empty if nothing
record ApiError(String code, String words) {

    static ApiError of(JsonNode error) {
        String message = error.path("message").asText("");
        String description = error.path("description").asText("");
        String between = message.isEmpty() || description.isEmpty() ? "" : ": ";
        return new ApiError(error.path("code").asText(""), message + between + description);
    }

    /// The first of an array of them.
    static ApiError first(JsonNode errors) {
        return of(errors.path(0));
    }

    String reply(HttpAnswer answer) {
        return Outcomes.reply(answer, code, words);
    }

    boolean suppressed() {
        return Suppression.isMeant(words);
    }

    /// For whom it is about.
    ///
    /// @param bounceClass what it is if the address is not on a list of SparkPost's
    Outcome outcome(BounceClass bounceClass, String reply) {
        return suppressed() ? Outcomes.suppressed(reply) : Outcomes.message(bounceClass, reply);
    }
}
