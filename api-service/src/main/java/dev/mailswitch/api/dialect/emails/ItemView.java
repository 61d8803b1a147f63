package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Map;

/// A mail in a list.
///
/// @param recipients how many have which status
record ItemView(@JsonUnwrapped Frame mail, Map<String, Integer> recipients) {}
