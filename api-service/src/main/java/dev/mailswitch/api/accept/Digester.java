package dev.mailswitch.api.accept;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// SHA-256 over values one after the other, none of which can be taken for parts of another.
final class Digester {

    private final MessageDigest digest;

    Digester() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /// Ends it.
    byte[] digest() {
        return digest.digest();
    }

    void template(TemplateRef template) {
        switch (template) {
            case TemplateRef.IdOrName named -> {
                text("named");
                text(named.text());
            }
            case TemplateRef.Number numbered -> {
                text("numbered");
                number(numbered.number());
            }
        }
    }

    void address(Address address) {
        text(address.email());
        maybe(address.name());
    }

    void attachment(Attachment file) {
        text(file.filename());
        text(file.contentType());
        maybe(file.contentId());
        text(file.disposition().word());
        text(file.sha256());
    }

    void maybe(@Nullable String text) {
        maybe(text, this::text);
    }

    <T> void maybe(@Nullable T value, Consumer<T> part) {
        flag(value != null);
        if (value != null) {
            part.accept(value);
        }
    }

    void flag(boolean set) {
        digest.update((byte) (set ? 1 : 0));
    }

    <T> void list(List<T> values, Consumer<T> part) {
        number(values.size());
        values.forEach(part);
    }

    /// With its length before it, so that no two lists of texts run together the same way.
    void text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        number(bytes.length);
        digest.update(bytes);
    }

    void number(int number) {
        digest.update(ByteBuffer.allocate(4).putInt(number).array());
    }
}
