package dev.mailswitch.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// The bytes of one HTTP request that posts a mail. All requests of a run are equally long, so a
/// connection keeps one and writes number and time into it in place.
final class LoadRequest {

    private static final String WORDS =
            "Your order has left our house and will be with you on the day you chose. Below you find"
                    + " what is in the parcel, what you have paid, and how to send back what you do"
                    + " not want to keep. ";
    private static final int NUMBER = 9;
    private static final int TIME = 16;

    private final byte[] bytes;
    private final int key;
    private final int id;
    private final int recipient;

    /// @param target where to post to, host and port for the Host header
    /// @param apiKey to authenticate with
    /// @param run    name of the run, a part of every idempotency key
    /// @param html   bytes of HTML in the mail
    LoadRequest(String target, String apiKey, String run, int html) {
        String zeros = "0".repeat(NUMBER);
        String mark = new BenchId(run, 0, 0).toString();
        String body =
                "{\"to\":[\"u%s@bench.example.com\"],\"subject\":\"Your order is on its way\",\"html\":\"%s\",\"headers\":{\"%s\":\"%s\"}}"
                        .formatted(zeros, page(html), BenchId.HEADER, mark);
        String head =
                """
                POST /api/v1/emails HTTP/1.1\r
                Host: %s\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Idempotency-Key: %s-%s\r
                Content-Length: %d\r
                \r
                """
                        .formatted(target, apiKey, run, zeros, body.length());
        bytes = (head + body).getBytes(US_ASCII);
        key = head.indexOf(run + "-" + zeros) + run.length() + 1;
        recipient = head.length() + body.indexOf("\"u" + zeros) + 2;
        id = head.length() + body.indexOf(mark) + run.length() + 1;
    }

    /// A page of HTML of so many bytes, in ASCII and without quotes.
    static String page(int length) {
        StringBuilder page = new StringBuilder("<!doctype html><html><body><h1>On its way</h1><p>");
        String end = "</p></body></html>";
        for (int i = 0; page.length() + end.length() < length; i++) {
            page.append(i % 3 == 2 ? "</p><p>" : "").append(WORDS);
        }
        page.setLength(Math.max(0, length - end.length()));
        return page + end;
    }

    /// The bytes for a mail; the same array each time.
    byte[] of(int number, long micros) {
        digits(number, key, NUMBER);
        digits(number, recipient, NUMBER);
        digits(number, id, NUMBER);
        digits(micros, id + NUMBER + 1, TIME);
        return bytes;
    }

    private void digits(long value, int at, int width) {
        long rest = value;
        for (int i = at + width - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
