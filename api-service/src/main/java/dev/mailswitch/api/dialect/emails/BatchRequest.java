package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of `POST /api/v1/emails/batch`. Mails are read one by one, so that a wrong type in one
/// of them is that one's mistake.
record BatchRequest(@Nullable List<JsonNode> emails) {}
