package dev.mailswitch.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a measured mail carries in its header `X-Bench-Id`, so that the sink can say which mails
/// are missing or doubled, and how long each was on its way, without knowing the load tool.
///
/// @param run    the load it belongs to
/// @param number within the run, from 0
/// @param micros when it was due to be posted, microseconds since 1970
record BenchId(String run, int number, long micros) {

    /// The header's name.
    static final String HEADER = "X-Bench-Id";

    private static final Pattern FORM = Pattern.compile("([a-z0-9]{1,16})-(\\d{1,9})-(\\d{1,16})");

    /// The header's value; equally long for all mails of a run.
    @Override
    public String toString() {
        return "%s-%09d-%016d".formatted(run, number, micros);
    }

    /// Reads a value; empty when it is none of ours.
    static Optional<BenchId> parse(String value) {
        Matcher parts = FORM.matcher(value.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new BenchId(
                        parts.group(1),
                        Integer.parseInt(parts.group(2)),
                        Long.parseLong(parts.group(3))));
    }

    /// Reads a value out of a buffer.
    static Optional<BenchId> parse(byte[] buffer, int from, int to) {
        return parse(new String(buffer, from, to - from, ISO_8859_1));
    }
}
