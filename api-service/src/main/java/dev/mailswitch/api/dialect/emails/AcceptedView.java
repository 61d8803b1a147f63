package dev.mailswitch.api.dialect.emails;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/// The 202 answer: the mail as it was accepted. Made of the submission and the id alone, so that a
/// repeated request gets the same bytes without a stored answer.
record AcceptedView(@JsonUnwrapped Frame mail, List<Frame.Addressee> recipients) {}
