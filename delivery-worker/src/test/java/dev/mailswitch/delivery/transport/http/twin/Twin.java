package dev.mailswitch.delivery.transport.http.twin;

import dev.mailswitch.provider.ProviderKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A vendor's API, played by its documents.
public interface Twin {

    /// An address that the account may send from.
    String FROM = "shop@example.com";

    ProviderKind kind();

    /// Of an account that it knows, beside `base_url`.
    Map<String, String> settings();

    /// The account's secret.
    String secret();

    /// What is wrong with a call by the vendor's documents (method, path, credentials, content
    /// type, a field it does not know or that lacks a value); nothing if it would be taken.
    Optional<String> objection(ReceivedCall call);

    /// What is wrong with the credentials of a call; nothing if they are the account's.
    Optional<String> stranger(ReceivedCall call);

    /// The questions about the account and about [#FROM] that it documents, by path and query of the
    /// GET, and the body of its answer where all is well.
    Map<String, String> readiness();

    /// What it answers to such a question, if the call is one.
    default Optional<Answered> told(ReceivedCall call) {
        return call.method().equals("GET")
                ? Optional.ofNullable(readiness().get(call.path()))
                        .map(body -> Answered.json(200, body))
                : Optional.empty();
    }

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
