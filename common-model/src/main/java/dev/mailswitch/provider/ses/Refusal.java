package dev.mailswitch.provider.ses;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// Why Amazon lets no call of the account in, by the type of the error
/// ([common errors](https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html)).
enum Refusal {
    KEY(
            "Amazon refuses the access key",
            Set.of(
                    "UnrecognizedClientException",
                    "InvalidClientTokenId",
                    "InvalidAccessKeyId",
                    "MissingAuthenticationToken",
                    "MissingAuthenticationTokenException",
                    "OptInRequired",
                    "ExpiredToken",
                    "ExpiredTokenException")),
    SIGNATURE(
            "Amazon refuses the signature: another secret access key or region, or a clock that is"
                    + " wrong",
            Set.of(
                    "InvalidSignatureException",
                    "SignatureDoesNotMatch",
                    "IncompleteSignature",
                    "IncompleteSignatureException",
                    "RequestExpired"));

    private final String words;
    private final Set<String> types;

    Refusal(String words, Set<String> types) {
        this.words = words;
        this.types = types;
    }

    static Optional<Refusal> of(String type) {
        return Arrays.stream(values()).filter(refusal -> refusal.types.contains(type)).findFirst();
    }

    /// For an operator.
    String words() {
        return words;
    }
}
