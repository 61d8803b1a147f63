package dev.mailswitch.stack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A small DNS server (RFC 1035) on the loopback address, over UDP and TCP, for tests: it knows TXT
/// and CNAME records, and can be rude. Names it was not told of do not exist. Written without a
/// library, so that it shares no mistake with the one that asks it.
public final class DnsServer implements AutoCloseable {

    /// What a name is answered with.
    public sealed interface Answer {

        /// TXT records; each is a list of strings of at most 255 octets.
        record Texts(List<List<String>> records) implements Answer {}

        /// Another name, whose records come along.
        record Alias(String target) implements Answer {}

        /// An answer without records: 0 no such record, 2 server failure, 3 no such name, 5 refused.
        record Code(int code) implements Answer {}

        /// Nothing at all.
        record Silence() implements Answer {}

        /// Octets that are no answer.
        record Garbage() implements Answer {}
    }

    private static final int MOST_IN_UDP = 1_200;
    private static final int TXT = 16;
    private static final int CNAME = 5;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<String, Answer> names = new ConcurrentHashMap<>();

    private DnsServer(DatagramSocket udp, ServerSocket tcp) {
        this.udp = udp;
        this.tcp = tcp;
    }

    /// Starts one.
    ///
    /// @param port of UDP and TCP; 0 takes any
    public static DnsServer start(int port) {
        try {
            InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
            ServerSocket tcp = new ServerSocket();
            tcp.setReuseAddress(true);
            tcp.bind(new InetSocketAddress(loopback, port));
            DatagramSocket udp =
                    new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
            DnsServer server = new DnsServer(udp, tcp);
            Thread.ofVirtual().name("dns-udp").start(server::answerUdp);
            Thread.ofVirtual().name("dns-tcp").start(server::answerTcp);
            return server;
        } catch (IOException taken) {
            throw new UncheckedIOException("port " + port + " cannot be used", taken);
        }
    }

    public int port() {
        return tcp.getLocalPort();
    }

    /// Puts TXT records, each cut into strings of 255 octets, in the place of what was there.
    public void txt(String name, String... records) {
        put(name, new Answer.Texts(Arrays.stream(records).map(DnsServer::strings).toList()));
    }

    public void put(String name, Answer answer) {
        names.put(name.toLowerCase(Locale.ROOT), answer);
    }

    public void remove(String name) {
        names.remove(name.toLowerCase(Locale.ROOT));
    }

    private static List<String> strings(String text) {
        List<String> strings = new java.util.ArrayList<>();
        for (int from = 0; from < text.length() || from == 0; from += 255) {
            strings.add(text.substring(from, Math.min(from + 255, text.length())));
        }
        return strings;
    }

    private void answerUdp() {
        byte[] bytes = new byte[4_096];
        while (!udp.isClosed()) {
            try {
                DatagramPacket question = new DatagramPacket(bytes, bytes.length);
                udp.receive(question);
                byte[] answer = answer(Arrays.copyOf(bytes, question.getLength()));
                SocketAddress asker = question.getSocketAddress();
                if (answer.length > MOST_IN_UDP) {
                    answer = truncated(answer);
                }
                if (answer.length > 0) {
                    udp.send(new DatagramPacket(answer, answer.length, asker));
                }
            } catch (IOException closed) {
                // The loop sees whether we were.
            }
        }
    }

    private void answerTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                Thread.ofVirtual().start(() -> talk(socket));
            } catch (IOException closed) {
                // The loop sees whether we were.
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] question = new byte[in.readUnsignedShort()];
                in.readFully(question);
                byte[] answer = answer(question);
                if (answer.length > 0) {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    number(out, answer.length);
                    out.writeBytes(answer);
                    socket.getOutputStream().write(out.toByteArray());
                }
            }
        } catch (IOException gone) {
            // The asker has what it wanted.
        }
    }

    /// With the bit that says: ask again over TCP.
    private static byte[] truncated(byte[] answer) {
        int end = 12;
        while (answer[end] != 0) {
            end += answer[end] + 1;
        }
        byte[] head = Arrays.copyOf(answer, end + 5);
        head[2] |= 2;
        Arrays.fill(head, 6, 12, (byte) 0);
        return head;
    }

    private byte[] answer(byte[] question) {
        int end = 12;
        StringBuilder name = new StringBuilder();
        while (question[end] != 0) {
            String label = new String(question, end + 1, question[end], StandardCharsets.US_ASCII);
            name.append(name.isEmpty() ? "" : ".").append(label);
            end += question[end] + 1;
        }
        String asked = name.toString().toLowerCase(Locale.ROOT);
        Answer answer = names.getOrDefault(asked, new Answer.Code(3));
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        int count = 0;
        String owner = asked;
        while (answer instanceof Answer.Alias alias && count < 20) {
            record(records, owner, CNAME, encoded(alias.target()));
            count++;
            owner = alias.target().toLowerCase(Locale.ROOT);
            answer = names.getOrDefault(owner, new Answer.Code(3));
        }
        return switch (answer) {
            case Answer.Silence silence -> new byte[0];
            case Answer.Garbage garbage -> "\0\1garbage".getBytes(StandardCharsets.US_ASCII);
            case Answer.Code code -> message(question, end, code.code(), count, records);
            case Answer.Alias endless -> message(question, end, 2, count, records);
            case Answer.Texts texts -> {
                for (List<String> strings : texts.records()) {
                    record(records, owner, TXT, data(strings));
                }
                yield message(question, end, 0, count + texts.records().size(), records);
            }
        };
    }

    private static byte[] message(
            byte[] question, int end, int code, int count, ByteArrayOutputStream records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(question, 0, 2);
        // An answer; recursion was wanted and is at hand.
        number(out, 0x8180 | code);
        number(out, 1);
        number(out, count);
        number(out, 0);
        number(out, 0);
        out.write(question, 12, end + 5 - 12);
        out.writeBytes(records.toByteArray());
        return out.toByteArray();
    }

    private static void record(ByteArrayOutputStream out, String owner, int type, byte[] data) {
        out.writeBytes(encoded(owner));
        number(out, type);
        number(out, 1);
        number(out, 0);
        number(out, 60);
        number(out, data.length);
        out.writeBytes(data);
    }

    private static byte[] data(List<String> strings) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (String string : strings) {
            byte[] octets = string.getBytes(StandardCharsets.ISO_8859_1);
            data.write(octets.length);
            data.writeBytes(octets);
        }
        return data.toByteArray();
    }

    private static byte[] encoded(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String label : name.split("\\.", -1)) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.write(0);
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int sixteenBits) {
        out.write(sixteenBits >>> 8);
        out.write(sixteenBits);
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
