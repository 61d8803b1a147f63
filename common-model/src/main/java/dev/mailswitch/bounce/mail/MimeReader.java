package dev.mailswitch.bounce.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Takes a mail apart (RFC 2046), within [Limits]. One pass for each level; an octet is a character
/// here, since what charset it is in is known later, if ever.
final class MimeReader {

    private int parts;

    private MimeReader() {}

    static Part read(byte[] mail) {
        int length = Math.min(mail.length, Limits.MAIL);
        String text = new String(mail, 0, length, StandardCharsets.ISO_8859_1);
        return new MimeReader().part(withoutEnvelope(text.lines().toList()), 0);
    }

    /// Without the line `From ` of a mailbox file.
    private static List<String> withoutEnvelope(List<String> lines) {
        return !lines.isEmpty() && lines.getFirst().startsWith("From ")
                ? lines.subList(1, lines.size())
                : lines;
    }

    private Part part(List<String> lines, int depth) {
        parts++;
        int end = 0;
        while (end < lines.size() && !lines.get(end).isEmpty()) {
            end++;
        }
        Fields fields = Fields.of(lines.subList(0, end));
        List<String> body = lines.subList(Math.min(end + 1, lines.size()), lines.size());
        String type = ContentTypes.type(fields.first("content-type"));
        List<Part> children = new ArrayList<>();
        if (depth < Limits.DEPTH) {
            if (type.startsWith("multipart/")) {
                split(fields, body, depth, children);
            } else if (type.equals("message/rfc822") && parts < Limits.PARTS) {
                children.add(part(body, depth + 1));
            }
        }
        return new Part(type, fields, body, children);
    }

    private void split(Fields fields, List<String> body, int depth, List<Part> children) {
        String boundary = ContentTypes.parameter(fields.first("content-type"), "boundary");
        if (boundary.isEmpty()) {
            return;
        }
        String mark = "--" + boundary;
        int from = -1;
        for (int at = 0; at <= body.size() && parts < Limits.PARTS; at++) {
            boolean end = at == body.size();
            if (!end && !isMark(body.get(at), mark)) {
                continue;
            }
            // The last part counts also if the mail was cut off before its end.
            if (from >= 0) {
                children.add(part(body.subList(from, at), depth + 1));
            }
            if (!end && body.get(at).startsWith("--", mark.length())) {
                return;
            }
            from = at + 1;
        }
    }

    private static boolean isMark(String line, String mark) {
        if (!line.startsWith(mark)) {
            return false;
        }
        String rest = line.substring(mark.length()).strip();
        return rest.isEmpty() || rest.equals("--");
    }
}
