package dev.mailswitch.api.dialect.emailmassivo;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Files nobody may attach: programs and scripts, told by their names and by how they begin. What
/// lies inside an archive is not looked at.
///
/// @param extensions in lower case, without dots
/// @param beginnings the first bytes of such files
record ForbiddenTypes(Set<String> extensions, List<byte[]> beginnings) {

    private static final byte[] BYTE_ORDER_MARK = HexFormat.of().parseHex("efbbbf");

    /// What may separate a name from another: in paths, and in the streams of a file (`a.exe:b`).
    private static final Pattern SEPARATORS = Pattern.compile("[:/\\\\]");

    /// Windows opens `a.exe. ` as `a.exe`.
    private static final Pattern TAIL = Pattern.compile("[^\\p{L}\\p{N}_]+$");

    ForbiddenTypes {
        extensions = Set.copyOf(extensions);
        beginnings = List.copyOf(beginnings);
    }

    /// As the settings have them.
    ///
    /// @param beginnings in hexadecimal
    /// @throws IllegalArgumentException if one is no hexadecimal
    static ForbiddenTypes of(List<String> extensions, List<String> beginnings) {
        return new ForbiddenTypes(
                extensions.stream()
                        .map(extension -> extension.strip().toLowerCase(Locale.ROOT))
                        .filter(extension -> !extension.isEmpty())
                        .collect(Collectors.toSet()),
                beginnings.stream()
                        .map(String::strip)
                        .filter(hex -> !hex.isEmpty())
                        .map(hex -> HexFormat.of().parseHex(hex))
                        .toList());
    }

    boolean forbids(String filename, byte[] content) {
        return byName(filename) || byContent(content);
    }

    private boolean byName(String filename) {
        // Full-width letters are letters to some programs.
        String plain = Normalizer.normalize(filename, Normalizer.Form.NFKC);
        for (String part : SEPARATORS.split(plain)) {
            String name = TAIL.matcher(part).replaceFirst("");
            int dot = name.lastIndexOf('.');
            if (dot >= 0 && extensions.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private boolean byContent(byte[] content) {
        int from = begins(content, 0, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
        return beginnings.stream()
                .anyMatch(bytes -> begins(content, 0, bytes) || begins(content, from, bytes));
    }

    private static boolean begins(byte[] content, int from, byte[] bytes) {
        int to = from + bytes.length;
        return content.length >= to && Arrays.equals(content, from, to, bytes, 0, bytes.length);
    }
}
