package dev.mailswitch.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Reads the JSON of webhooks, hostile or merely odd.
public final class EventJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_KEY = 200;

    private EventJson() {}

    /// The objects of a body that is an object or an array of objects; vendors change between them.
    ///
    /// @throws IllegalArgumentException if it is no JSON
    public static List<JsonNode> each(byte[] body) {
        JsonNode read;
        try {
            read = JSON.readTree(body);
        } catch (IOException broken) {
            throw new IllegalArgumentException("the body is no JSON");
        }
        List<JsonNode> all = new ArrayList<>();
        if (read != null && read.isArray()) {
            read.forEach(all::add);
        } else if (read != null) {
            all.add(read);
        }
        return all.stream().filter(JsonNode::isObject).toList();
    }

    /// A text, or the texts of an array.
    public static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
        node.forEach(
                item -> {
                    if (item.isTextual()) {
                        texts.add(item.textValue());
                    }
                });
        return texts;
    }

    /// A time as vendors write it: seconds or milliseconds since 1970, as a number or a text, or
    /// ISO 8601 with a zone.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Instant time(JsonNode node) {
        String text =
                node.isNumber() ? node.decimalValue().toPlainString() : node.asText("").strip();
        try {
            if (text.matches("\\d{1,10}(\\.\\d{1,9})?")) {
                return Instant.ofEpochMilli((long) (Double.parseDouble(text) * 1000));
            }
            if (text.matches("\\d{11,14}")) {
                return Instant.ofEpochMilli(Long.parseLong(text));
            }
            return OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
        } catch (DateTimeException none) {
            throw new IllegalArgumentException("the event has no time");
        }
    }

    /// `a@b` of `Name <a@b>`, the domain in lower case.
    public static String address(String text) {
        String bare = text.strip();
        int open = bare.lastIndexOf('<');
        if (open >= 0 && bare.endsWith(">")) {
            bare = bare.substring(open + 1, bare.length() - 1);
        }
        int at = bare.lastIndexOf('@');
        return at < 0 ? bare : bare.substring(0, at) + bare.substring(at).toLowerCase(Locale.ROOT);
    }

    /// A diagnostic without its type (RFC 3464 section 2.3.6): `smtp; 550 …` as `550 …`.
    public static String diagnostic(String text) {
        String bare = text.strip();
        int end = bare.indexOf(';');
        return end > 0 && end < 20 && bare.substring(0, end).matches("[A-Za-z0-9-]+")
                ? bare.substring(end + 1).strip()
                : bare;
    }

    /// A key that fits the ledger: a long or odd one becomes its digest.
    public static String key(String wanted) {
        boolean plain = wanted.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        if (plain && !wanted.isEmpty() && wanted.length() <= MAX_KEY) {
            return wanted;
        }
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(wanted.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
