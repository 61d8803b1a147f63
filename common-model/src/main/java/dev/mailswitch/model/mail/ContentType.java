package dev.mailswitch.model.mail;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/// What a file is (RFC 2045 section 5.1): `type/subtype` and parameters, such as the method of an
/// invitation.
///
/// @param type       `type/subtype`, in lower case
/// @param parameters values by names in lower case, printable ASCII, in the order given
public record ContentType(String type, SequencedMap<String, String> parameters) {

    /// Of one as it is given with a new mail, parameters and all, in characters: what a line of a
    /// header holds (RFC 5322 section 2.1.1).
    public static final int MAX = 998;

    private static final int MAX_TOKEN = 127;
    private static final int MAX_PARAMETERS = 10;
    private static final int MAX_VALUE = 200;

    public ContentType {
        type = checkedType(type);
        parameters.forEach(
                (name, value) -> {
                    if (!token(name) || !printable(value)) {
                        throw refused();
                    }
                });
        parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
    }

    /// Reads `text/calendar; method=REQUEST; charset="utf-8"`. `name` and `filename` are left out,
    /// however they are written: the file's name is said elsewhere.
    ///
    /// @throws IllegalArgumentException without quoting what was sent
    public static ContentType parse(String text) {
        int semicolon = text.indexOf(';');
        String type = semicolon < 0 ? text : text.substring(0, semicolon);
        return new ContentType(
                type,
                semicolon < 0 ? new LinkedHashMap<>() : new Reader(text, semicolon).parameters());
    }

    private static String checkedType(String text) {
        String type = text.strip().toLowerCase(Locale.ROOT);
        int slash = type.indexOf('/');
        if (slash < 0 || !name(type.substring(0, slash)) || !name(type.substring(slash + 1))) {
            throw new IllegalArgumentException("must have the form type/subtype");
        }
        return type;
    }

    /// RFC 6838 section 4.2.
    private static boolean name(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!letterOrDigit(c) && "!#$&^_.+-".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_TOKEN;
    }

    private static boolean printable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private static boolean token(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!tokenChar(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /// RFC 2045 section 5.1.
    private static boolean tokenChar(char c) {
        return letterOrDigit(c) || "!#$%&'*+-.^_`{|}~".indexOf(c) >= 0;
    }

    private static boolean letterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /// A value as it is written: as it is if it is a token, else in quotes.
    public static String written(String value) {
        if (token(value)) {
            return value;
        }
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    /// In the form that [#parse] reads.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(type);
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            text.append("; ").append(parameter.getKey()).append('=');
            text.append(written(parameter.getValue()));
        }
        return text.toString();
    }

    /// Reads what stands after the type.
    private static final class Reader {

        private final String text;
        private int at;

        Reader(String text, int at) {
            this.text = text;
            this.at = at;
        }

        SequencedMap<String, String> parameters() {
            SequencedMap<String, String> read = new LinkedHashMap<>();
            while (at < text.length()) {
                take(';');
                blanks();
                if (at == text.length() || text.charAt(at) == ';') {
                    continue;
                }
                String name = token().toLowerCase(Locale.ROOT);
                blanks();
                take('=');
                blanks();
                String value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
                blanks();
                if (value.length() > MAX_VALUE || read.size() == MAX_PARAMETERS) {
                    throw refused();
                }
                if (!ours(name) && read.put(name, value) != null) {
                    throw refused();
                }
            }
            return read;
        }

        /// Also as `name*` and `name*0` of RFC 2231.
        private static boolean ours(String name) {
            int star = name.indexOf('*');
            String plain = star < 0 ? name : name.substring(0, star);
            return plain.equals("name") || plain.equals("filename");
        }

        private String token() {
            int from = at;
            while (at < text.length() && tokenChar(text.charAt(at))) {
                at++;
            }
            if (at == from || at - from > MAX_VALUE) {
                throw refused();
            }
            return text.substring(from, at);
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return value.toString();
                }
                if (c == '\\' && at + 1 < text.length()) {
                    c = text.charAt(++at);
                }
                value.append(c);
            }
            throw refused();
        }

        private void take(char wanted) {
            if (at == text.length() || text.charAt(at) != wanted) {
                throw refused();
            }
            at++;
        }

        private void blanks() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException(
                "must have parameters of the form name=value, in ASCII");
    }
}
