package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// The body of a resend, which may be left out.
///
/// @param recipients `all` (also if absent), `unsettled`, or a list of addresses or recipients' ids
record ResendRequest(@Nullable JsonNode recipients) {

    static final ResendRequest ALL = new ResendRequest(null);
}
