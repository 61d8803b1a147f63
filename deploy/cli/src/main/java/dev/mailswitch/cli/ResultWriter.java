package dev.mailswitch.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.mailswitch.bounce.Classification;
import dev.mailswitch.bounce.Refusal;
import dev.mailswitch.bounce.mail.FailedRecipient;
import dev.mailswitch.bounce.mail.MailKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Writes results as JSON, one object a line, UTF-8. Does not close what it writes to.
final class ResultWriter implements AutoCloseable {

    private final JsonGenerator json;

    ResultWriter(OutputStream out) throws IOException {
        this.json =
                new JsonFactory()
                        .createGenerator(out)
                        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                        .setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    void reply(Refusal refusal, Classification said) throws IOException {
        json.writeStartObject();
        said(refusal, said, said.suppresses());
        end();
    }

    void recipient(Path file, MailKind kind, FailedRecipient recipient) throws IOException {
        start(file, recipient.address(), kind);
        said(recipient.refusal(), recipient.said(), recipient.suppresses());
        end();
    }

    /// A mail that failed nobody.
    void nobody(Path file, MailKind kind) throws IOException {
        start(file, null, kind);
        json.writeNullField("class");
        json.writeBooleanField("reroute", false);
        json.writeBooleanField("suppress", false);
        json.writeNullField("rule");
        json.writeNullField("code");
        json.writeNullField("enhanced");
        end();
    }

    private void start(Path file, @Nullable String recipient, MailKind kind) throws IOException {
        json.writeStartObject();
        json.writeStringField("file", file.toString());
        json.writeStringField("recipient", recipient);
        json.writeStringField("kind", kind.word());
    }

    private void said(Refusal refusal, Classification said, boolean suppress) throws IOException {
        json.writeStringField("class", said.bounceClass().word());
        json.writeBooleanField("reroute", said.reroutes());
        json.writeBooleanField("suppress", suppress);
        json.writeStringField("rule", said.ruleId());
        if (refusal.code() == 0) {
            json.writeNullField("code");
        } else {
            json.writeNumberField("code", refusal.code());
        }
        json.writeStringField("enhanced", refusal.enhanced());
    }

    private void end() throws IOException {
        json.writeEndObject();
        json.writeRaw('\n');
    }

    void flush() throws IOException {
        json.flush();
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
