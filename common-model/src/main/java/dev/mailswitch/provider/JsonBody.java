package dev.mailswitch.provider;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Writes a JSON body in the order of its calls: the same calls, the same bytes. Attached files are
/// encoded on the way and never stand in memory as text.
public final class JsonBody {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final ByteArrayOutputStream bytes;
    private final JsonGenerator json;

    /// What is written inside.
    @FunctionalInterface
    public interface Part {
        void write(JsonBody body);
    }

    private JsonBody(int room) {
        bytes = new ByteArrayOutputStream(room);
        try {
            json = FACTORY.createGenerator(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// An object.
    ///
    /// @param room about how many bytes it will have
    public static byte[] object(int room, Part part) {
        JsonBody body = new JsonBody(room);
        body.inObject(part);
        body.run(body.json::close);
        return body.bytes.toByteArray();
    }

    /// A text field; nothing if there is no value.
    public JsonBody text(String name, @Nullable String value) {
        if (value != null) {
            run(() -> json.writeStringField(name, value));
        }
        return this;
    }

    public JsonBody flag(String name, boolean value) {
        run(() -> json.writeBooleanField(name, value));
        return this;
    }

    /// Bytes in base64 (RFC 4648 section 4), without line breaks.
    public JsonBody base64(String name, byte[] value) {
        run(
                () -> {
                    json.writeFieldName(name);
                    json.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, value, 0, value.length);
                });
        return this;
    }

    public JsonBody object(String name, Part part) {
        run(() -> json.writeFieldName(name));
        return inObject(part);
    }

    /// Objects of an array are written by [#item], its texts by [#value].
    public JsonBody array(String name, Part part) {
        run(() -> json.writeArrayFieldStart(name));
        part.write(this);
        run(json::writeEndArray);
        return this;
    }

    /// An object in an array.
    public JsonBody item(Part part) {
        return inObject(part);
    }

    /// A text in an array.
    public JsonBody value(String value) {
        run(() -> json.writeString(value));
        return this;
    }

    private JsonBody inObject(Part part) {
        run(json::writeStartObject);
        part.write(this);
        run(json::writeEndObject);
        return this;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void run(Step step) {
        try {
            step.run();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
