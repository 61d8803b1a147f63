package dev.mailswitch.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// An SMTP server that takes every mail, counts it and forgets it. On the same port the command
/// `XBENCH run` answers with the figures of a run (`plain`: of mails without a [BenchId]).
public final class Sink implements AutoCloseable {

    /// The run of mails that carry no [BenchId].
    static final String PLAIN = "plain";

    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
    private final ServerSocket server;

    /// Listens at once, on loopback.
    ///
    /// @param port 0 for any
    Sink(int port) throws IOException {
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_024);
        Thread.ofVirtual().name("sink").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException ended) {
                // Closed, or a caller that went away: the loop's condition tells.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new SinkSession(socket.getInputStream(), socket.getOutputStream(), this).run();
        } catch (IOException gone) {
            // The client's business; what it had not ended was no mail.
        }
    }

    /// The figures of a run, which may have none yet.
    Tally tally(String run) {
        return tallies.computeIfAbsent(run, r -> new Tally());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /// `--port N` (2526); runs until it is ended.
    public static void main(String[] arguments) throws Exception {
        int port;
        try {
            port = Options.parse(arguments, Set.of("port")).number("port", 2526, 0, 65_535);
        } catch (IllegalArgumentException wrong) {
            System.err.println("sink: " + wrong.getMessage());
            System.exit(2);
            return;
        }
        Sink sink = new Sink(port);
        System.out.println("listens on 127.0.0.1:" + sink.port());
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(
                                        () ->
                                                sink.tallies.forEach(
                                                        (run, tally) ->
                                                                System.out.println(
                                                                        "run="
                                                                                + run
                                                                                + " "
                                                                                + tally
                                                                                        .report()))));
        Thread.currentThread().join();
    }

    /// What stands in a line, without its line end.
    static String line(byte[] buffer, int from, int to) {
        return new String(buffer, from, to - from, ISO_8859_1);
    }
}
