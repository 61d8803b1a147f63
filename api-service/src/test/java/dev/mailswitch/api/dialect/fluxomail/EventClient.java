package dev.mailswitch.api.dialect.fluxomail;

import io.restassured.RestAssured;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// Reads a stream of server-sent events over a bare connection, as far as it has come.
public final class EventClient implements AutoCloseable {

    /// @param data one line of JSON
    public record Received(String id, String data) {}

    private static final Pattern TYPE = Pattern.compile("\"type\":\"([^\"]+)\"");

    private final Socket socket;
    private final List<Received> events = new CopyOnWriteArrayList<>();
    private final StringBuffer head = new StringBuffer();
    private volatile boolean greeted;
    private volatile boolean ended;

    private EventClient(Socket socket) {
        this.socket = socket;
    }

    /// @param headers whole lines
    public static EventClient open(String path, String... headers) throws IOException {
        Socket socket = new Socket("127.0.0.1", RestAssured.port);
        EventClient client = new EventClient(socket);
        String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        socket.getOutputStream()
                .write(
                        "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
                                .formatted(path, lines)
                                .getBytes(StandardCharsets.US_ASCII));
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (String line = Chunked.line(in);
                line != null && !line.isEmpty();
                line = Chunked.line(in)) {
            client.head.append(line).append('\n');
        }
        BufferedReader body =
                new BufferedReader(new InputStreamReader(new Chunked(in), StandardCharsets.UTF_8));
        Thread.ofVirtual().start(() -> client.read(body));
        return client;
    }

    private void read(BufferedReader in) {
        String id = "";
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("retry:")) {
                    greeted = true;
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    events.add(new Received(id, line.substring(6)));
                }
            }
        } catch (IOException closed) {
            // Ended, in any case.
        }
        ended = true;
    }

    String status() {
        return head.substring(0, head.indexOf("\n"));
    }

    String head() {
        return head.toString();
    }

    public List<Received> events() {
        return List.copyOf(events);
    }

    List<String> types() {
        return events.stream().map(event -> type(event.data())).toList();
    }

    private static String type(String data) {
        Matcher type = TYPE.matcher(data);
        return type.find() ? type.group(1) : "none";
    }

    /// The first words of a stream come at once, before any event; what happens after it has joined
    /// is told, and it joins a moment later.
    public void awaitHello() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> greeted);
    }

    boolean ended() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
