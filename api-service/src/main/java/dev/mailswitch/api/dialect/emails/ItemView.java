package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Map;

/// A mail in a list.
///
/// @param mail       to, cc and bcc of its first recipients only
/// @param recipients how many of all have which status
record ItemView(@JsonUnwrapped Frame mail, Map<String, Integer> recipients) {}
