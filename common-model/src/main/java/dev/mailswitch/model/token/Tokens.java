package dev.mailswitch.model.token;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.token.Token.Kind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes the tokens that stand in mails, and reads them back. A token is URL-safe base64 of
/// `version (1) | key tag (2) | synthetic nonce (16) | sealed payload`. The same content gives the
/// same token, because a call that is repeated must have the same bytes; two contents never share
/// one. Without the secret it tells nothing but its length.
///
/// A token is good as long as its key is in the ring: to rotate, put a new secret in front and keep
/// the old one for a year.
public final class Tokens {

    /// Longer ones are not looked at.
    public static final int MAX_CHARS = 2_400;

    private static final byte VERSION = 1;
    private static final int HEAD = 1 + TokenKey.TAG_BYTES + TokenKey.NONCE_BYTES;
    private static final int SENT_BYTES = 16 + 2 + 2 + 16 + 16;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    /// Reads a payload; null if it is none of this kind.
    private interface Reader<T> {
        @Nullable T read(ByteBuffer payload);
    }

    private final List<TokenKey> keys;

    /// @param secrets of at least 32 bytes each; the first makes new tokens, all of them read
    /// @throws IllegalArgumentException if there is none, one is short, or two cannot be told apart
    public Tokens(List<byte[]> secrets) {
        keys = secrets.stream().map(TokenKey::of).toList();
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no secret for tokens");
        }
        if (keys.stream().map(TokenKey::tag).distinct().count() < keys.size()) {
            throw new IllegalArgumentException("two secrets for tokens have the same tag");
        }
    }

    public String open(Token.Open token) {
        return sealed(Kind.OPEN, token.sent(), new byte[0]);
    }

    public String click(Token.Click token) {
        return sealed(
                Kind.CLICK,
                token.sent(),
                token.target().value().getBytes(StandardCharsets.US_ASCII));
    }

    public String unsubscribe(Token.Unsubscribe token) {
        byte[] address = token.address().email().getBytes(StandardCharsets.UTF_8);
        ByteBuffer rest = ByteBuffer.allocate(16 + address.length);
        put(rest, token.environment().value());
        return sealed(Kind.UNSUBSCRIBE, token.sent(), rest.put(address).array());
    }

    public String parcel(Token.Parcel token) {
        return sealed(Kind.PARCEL, token.sent(), new byte[0]);
    }

    /// Reads the token of a vendor's event, as [#readOpen].
    public Optional<Token.Parcel> readParcel(String token) {
        return read(
                Kind.PARCEL,
                token,
                payload ->
                        payload.remaining() == SENT_BYTES ? new Token.Parcel(sent(payload)) : null);
    }

    /// Reads the token of a pixel; empty if it is not ours, was changed, or is of another kind.
    public Optional<Token.Open> readOpen(String token) {
        return read(
                Kind.OPEN,
                token,
                payload ->
                        payload.remaining() == SENT_BYTES ? new Token.Open(sent(payload)) : null);
    }

    /// Reads the token of a link, as [#readOpen].
    public Optional<Token.Click> readClick(String token) {
        return read(
                Kind.CLICK,
                token,
                payload ->
                        new Token.Click(
                                sent(payload),
                                new TargetUrl(rest(payload, StandardCharsets.US_ASCII))));
    }

    /// Reads the token of an unsubscribe address, as [#readOpen].
    public Optional<Token.Unsubscribe> readUnsubscribe(String token) {
        return read(
                Kind.UNSUBSCRIBE,
                token,
                payload ->
                        new Token.Unsubscribe(
                                sent(payload),
                                new EnvironmentId(uuid(payload)),
                                Address.of(rest(payload, StandardCharsets.UTF_8))));
    }

    private String sealed(Kind kind, Sent sent, byte[] rest) {
        ByteBuffer payload = ByteBuffer.allocate(SENT_BYTES + rest.length);
        put(payload, sent.email().value());
        payload.putShort((short) sent.position()).putShort((short) sent.attempt());
        put(payload, sent.organisation().value());
        put(payload, sent.provider().value());
        TokenKey key = keys.getFirst();
        byte[] sealed = key.seal(VERSION, kind.code(), payload.put(rest).array());
        byte[] token =
                ByteBuffer.allocate(1 + TokenKey.TAG_BYTES + sealed.length)
                        .put(VERSION)
                        .putShort(key.tag())
                        .put(sealed)
                        .array();
        return ENCODER.encodeToString(token);
    }

    private <T> Optional<T> read(Kind kind, String token, Reader<T> reader) {
        if (token.length() > MAX_CHARS) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = DECODER.decode(token);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        // One token has one spelling: base64 may leave bits over at its end.
        if (bytes.length < HEAD + SENT_BYTES
                || bytes[0] != VERSION
                || !ENCODER.encodeToString(bytes).equals(token)) {
            return Optional.empty();
        }
        short tag = ByteBuffer.wrap(bytes, 1, TokenKey.TAG_BYTES).getShort();
        byte[] sealed = Arrays.copyOfRange(bytes, 1 + TokenKey.TAG_BYTES, bytes.length);
        return keys.stream()
                .filter(key -> key.tag() == tag)
                .findFirst()
                .flatMap(key -> key.open(VERSION, kind.code(), sealed))
                .flatMap(payload -> understood(payload, reader));
    }

    /// What is signed was written by us; a payload that does not read is a release's that is newer.
    private static <T> Optional<T> understood(byte[] payload, Reader<T> reader) {
        try {
            return Optional.ofNullable(reader.read(ByteBuffer.wrap(payload)));
        } catch (IllegalArgumentException | BufferUnderflowException other) {
            return Optional.empty();
        }
    }

    private static Sent sent(ByteBuffer payload) {
        return new Sent(
                new EmailId(uuid(payload)),
                payload.getShort(),
                payload.getShort(),
                new OrganisationId(uuid(payload)),
                new ProviderId(uuid(payload)));
    }

    private static String rest(ByteBuffer payload, Charset charset) {
        byte[] rest = new byte[payload.remaining()];
        payload.get(rest);
        return new String(rest, charset);
    }

    private static UUID uuid(ByteBuffer from) {
        return new UUID(from.getLong(), from.getLong());
    }

    private static void put(ByteBuffer to, UUID id) {
        to.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }
}
