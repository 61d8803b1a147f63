package dev.mailswitch.delivery.transport.http.twin;

import dev.mailswitch.provider.ProviderKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A vendor's API, played by its documents.
public interface Twin {

    ProviderKind kind();

    /// Of an account that it knows, beside `base_url`.
    Map<String, String> settings();

    /// The account's secret.
    String secret();

    /// What is wrong with a call by the vendor's documents (method, path, credentials, content
    /// type, a field it does not know or that lacks a value); nothing if it would be taken.
    Optional<String> objection(ReceivedCall call);

    /// What it answers to a call it takes.
    Answered accepted(ReceivedCall call);

    /// All documented answers but that one, and what each must come to.
    List<Documented> answers();

    /// The mail of a call, read back as the vendor would send it.
    ReceivedMail read(ReceivedCall call);

    /// What the vendor has no field for; a mail with one of these must not be sent to it.
    Set<Feature> lacks();

    /// Whether envelope and headers are kept apart: then To and Cc of the mail are all there are,
    /// whoever the call is for.
    boolean separateEnvelope();

    /// What not every vendor can carry.
    enum Feature {
        INLINE_IMAGE,
        SEVERAL_REPLY_TO,
        REPEATED_HEADER,
        UNICODE_LOCAL_PART,
        UNICODE_HEADER,
        UNICODE_FILENAME,
        ONLY_HIDDEN_RECIPIENTS
    }
}
