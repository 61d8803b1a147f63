package dev.mailswitch.bounce.mail;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What Sendmail shows of its dialogues with one host after another: `>>> RCPT To:<ann@example.com>`
/// and below it the answer, `<<< 550 …`. What it says itself of a recipient is often less.
final class Dialogue {

    private static final String COMMAND = ">>> ";
    private static final String ANSWER = "<<< ";

    /// By address in lower case.
    private final Map<String, String> answers = new HashMap<>();

    private Dialogue() {}

    static Dialogue in(String text) {
        Dialogue dialogue = new Dialogue();
        String asked = null;
        for (String line : text.lines().toList()) {
            if (line.startsWith(COMMAND)) {
                asked = recipient(line.substring(COMMAND.length()));
            } else if (!line.startsWith(ANSWER)) {
                // An answer has its lines together; another may be to a command not shown.
                asked = null;
            } else if (asked != null) {
                dialogue.add(asked, line.substring(ANSWER.length()).strip());
            }
        }
        return dialogue;
    }

    /// What a host answered to a recipient, null if that is not shown.
    @Nullable String answerTo(String address) {
        return answers.get(address.toLowerCase(Locale.ROOT));
    }

    private void add(String address, String line) {
        String before = answers.get(address);
        if (before == null && answers.size() < Limits.RECIPIENTS) {
            answers.put(address, line);
        } else if (before != null && before.length() < Limits.FIELD) {
            answers.put(address, before + "\n" + line);
        }
    }

    private static @Nullable String recipient(String command) {
        String address =
                command.toLowerCase(Locale.ROOT).startsWith("rcpt to:")
                        ? Addresses.firstIn(command)
                        : null;
        return address == null ? null : address.toLowerCase(Locale.ROOT);
    }
}
