package dev.mailswitch.api.dialect;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Tells whether bytes are UTF-8. The parser of JSON lets some of what is not slip through as
/// other characters.
final class Utf8 {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final int PIECE = 8_192;

    private Utf8() {}

    static boolean valid(InputStream bytes) throws IOException {
        byte[] piece = new byte[PIECE];
        ByteBuffer in = ByteBuffer.wrap(piece);
        @Nullable CharBuffer out = null;
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        int read = bytes.readNBytes(piece, 0, PIECE);
        int held = 0; // bytes of a character cut in two, at the front
        while (read > 0) {
            int end = held + read;
            if (held > 0 || !ascii(piece, end)) {
                in.position(0).limit(end);
                out = out == null ? CharBuffer.allocate(PIECE) : out;
                CoderResult result = decoder.decode(in, out.clear(), false);
                if (result.isError()) {
                    return false;
                }
                held = in.remaining();
                in.compact();
            }
            read = bytes.readNBytes(piece, held, PIECE - held);
        }
        return held == 0;
    }

    private static boolean ascii(byte[] bytes, int end) {
        int i = 0;
        while (i + Long.BYTES <= end && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
            i += Long.BYTES;
        }
        while (i < end && bytes[i] >= 0) {
            i++;
        }
        return i == end;
    }
}
