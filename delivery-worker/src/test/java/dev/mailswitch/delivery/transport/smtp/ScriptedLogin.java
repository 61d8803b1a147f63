package dev.mailswitch.delivery.transport.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.function.UnaryOperator;

/// The server's side of the mechanisms: what the client said, in the form `MECHANISM what`.
final class ScriptedLogin {

    /// The example of RFC 2195 §2.
    static final String CHALLENGE = "<1896.697170952@postoffice.reston.mci.net>";

    private ScriptedLogin() {}

    static String run(String command, UnaryOperator<String> challenge) {
        String[] words = command.split(" ");
        String first = words.length > 2 ? words[2] : "";
        return words[1]
                + " "
                + switch (words[1]) {
                    case "LOGIN" -> {
                        String user = decode(challenge.apply(encode("Username:")));
                        yield user + "/" + decode(challenge.apply(encode("Password:")));
                    }
                    case "CRAM-MD5" -> decode(challenge.apply(encode(CHALLENGE)));
                    default ->
                            decode(first.isEmpty() ? challenge.apply("") : first)
                                    .replace('\0', '/')
                                    .replace('\1', '/');
                };
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String decode(String text) {
        return new String(Base64.getDecoder().decode(text), UTF_8);
    }
}
