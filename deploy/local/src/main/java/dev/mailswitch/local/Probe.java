package dev.mailswitch.local;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Asks a part whether it is ready.
@FunctionalInterface
interface Probe {

    int MILLIS = 2000;

    /// True when it answers as it should; false for every other answer and for none.
    boolean ready();

    /// Ready when a health endpoint says UP, and the port of the service proper is open.
    ///
    /// @param url the service's health and metrics
    /// @param port its main one
    static Probe health(String url, int port) {
        URI health = URI.create(url + "/q/health");
        return () -> healthy(health) && open(port);
    }

    /// Ready when a Kafka broker answers its first question, which versions it speaks.
    static Probe kafka(int port) {
        return () -> {
            try (Socket socket = connect(port)) {
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeInt(10); // the length of what follows
                out.writeShort(18); // ApiVersions
                out.writeShort(0); // its version
                out.writeInt(4711); // correlation id, comes back
                out.writeShort(-1); // no client id
                out.flush();
                DataInputStream in = new DataInputStream(socket.getInputStream());
                in.readInt();
                return in.readInt() == 4711 && in.readShort() == 0;
            } catch (IOException away) {
                return false;
            }
        };
    }

    /// Made at the first question, and one for all: those who wait ask many times a second.
    final class Client {

        private static final HttpClient ONE =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofMillis(MILLIS))
                        .build();

        private Client() {}
    }

    private static boolean healthy(URI url) {
        HttpRequest request =
                HttpRequest.newBuilder(url).timeout(Duration.ofMillis(MILLIS)).build();
        try {
            HttpResponse<String> answer =
                    Client.ONE.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200;
        } catch (IOException away) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Whether somebody listens on a port of this machine.
    static boolean open(int port) {
        try (Socket socket = connect(port)) {
            return socket.isConnected();
        } catch (IOException away) {
            return false;
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port), MILLIS);
        return socket;
    }
}
