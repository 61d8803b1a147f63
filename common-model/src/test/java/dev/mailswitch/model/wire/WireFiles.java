package dev.mailswitch.model.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// The golden files: bytes as releases have put them on the wire. A file never changes; a new
/// version gets a new one.
final class WireFiles {

    private WireFiles() {}

    static byte[] read(String name) {
        try (InputStream in = WireFiles.class.getResourceAsStream("/wire/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no golden file " + name);
            }
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static byte[] hex(String name) {
        String text = new String(read(name), StandardCharsets.US_ASCII).replaceAll("\\s", "");
        return HexFormat.of().parseHex(text);
    }
}
