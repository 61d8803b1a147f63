package dev.mailswitch.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

class SinkTest {

    private static final String ENVELOPE =
            "MAIL FROM:<a@example.com> BODY=8BITMIME SIZE=99\r\nRCPT TO:<7b@example.com>\r\nDATA\r\n";

    @Test
    void countsMissingAndDoubledMailsOfARun() throws IOException {
        try (Sink sink = new Sink(0)) {
            String mails = mail("r1", 0) + mail("r1", 2) + mail("r1", 2) + mail("r2", 0);
            List<String> answers = talk(sink, "EHLO a\r\n" + mails + "XBENCH r1\r\nQUIT\r\n");
            assertThat(answers.getLast()).startsWith("221");
            assertThat(answers.get(answers.size() - 2))
                    .startsWith("250 mails=3 distinct=2 doubled=1 ");
        }
    }

    @Test
    void aMailWithoutTheHeaderCountsByTheNumberOfItsRecipient() throws IOException {
        try (Sink sink = new Sink(0)) {
            String plain = ENVELOPE + "Subject: x\r\n\r\nX-Bench-Id: r1-1-1\r\n.\r\n";
            List<String> answers =
                    talk(sink, "HELO a\r\n" + plain + plain + "XBENCH plain\r\nQUIT\r\n");
            assertThat(answers.get(answers.size() - 2))
                    .startsWith("250 mails=2 distinct=1 doubled=1 ");
            assertThat(sink.tally("r1").report()).startsWith("mails=0 ");
        }
    }

    @Test
    void offersTheExtensionsThatSaveRoundTrips() throws IOException {
        try (Sink sink = new Sink(0)) {
            assertThat(talk(sink, "EHLO a\r\nQUIT\r\n"))
                    .contains("250-PIPELINING", "250-8BITMIME", "250 SIZE 52428800");
        }
    }

    @Test
    void aMailThatBreaksOffIsNone() throws IOException {
        try (Sink sink = new Sink(0)) {
            String mail = mail("r1", 0);
            talk(sink, "EHLO a\r\n" + mail + mail("r1", 1).substring(0, mail.length() - 3));
            assertThat(sink.tally("r1").report()).startsWith("mails=1 ");
        }
    }

    private static String mail(String run, int number) {
        return ENVELOPE
                + "Subject: x\r\n"
                + BenchId.HEADER
                + ": "
                + new BenchId(run, number, 1)
                + "\r\n\r\n..a line\r\n.\r\n";
    }

    private static List<String> talk(Sink sink, String all) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sink.port())) {
            socket.getOutputStream().write(all.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))
                    .lines()
                    .toList();
        }
    }
}
