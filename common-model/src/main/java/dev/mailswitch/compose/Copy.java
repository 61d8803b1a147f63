package dev.mailswitch.compose;

import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import java.util.List;

/// A mail's content with everything put in that was asked for.
///
/// @param ours headers of our own that go with it
public record Copy(Content content, List<Header> ours) {

    public Copy {
        ours = List.copyOf(ours);
    }
}
