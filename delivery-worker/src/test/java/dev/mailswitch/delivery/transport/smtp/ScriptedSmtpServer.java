package dev.mailswitch.delivery.transport.smtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A server that behaves well until its script says otherwise. The script holds answers for stages;
/// each is used once, in order, over all connections.
public final class ScriptedSmtpServer implements AutoCloseable {

    /// Where in the dialogue an answer belongs.
    public enum Stage {
        BANNER,
        EHLO,
        HELO,
        STARTTLS,
        AUTH,
        RSET,
        MAIL,
        RCPT,
        DATA,
        /// After the 354, before anything is read.
        BODY,
        DOT,
        QUIT
    }

    /// A mail that was taken over, as it came over the wire (dots undone).
    public record Mail(String from, List<String> recipients, String content) {}

    private final ServerSocket listener;
    private final Map<Stage, Queue<Answer>> script = new EnumMap<>(Stage.class);
    private final Map<Stage, Answer> standing = new ConcurrentHashMap<>();
    private final Map<String, String> recipientReplies = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicLong octets = new AtomicLong();
    final List<String> commands = Collections.synchronizedList(new ArrayList<>());

    /// All that came, also what was not taken over.
    public final List<Mail> bodies = Collections.synchronizedList(new ArrayList<>());

    public final List<Mail> mails = Collections.synchronizedList(new ArrayList<>());
    public volatile List<String> extensions =
            List.of("PIPELINING", "SIZE 104857600", "8BITMIME", "SMTPUTF8", "DSN");
    volatile int recipientsPerTransaction = Integer.MAX_VALUE;
    public volatile String login = "";
    volatile SSLContext tls = TestCertificate.LOCALHOST.serverContext();
    volatile boolean implicitTls;

    public ScriptedSmtpServer() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::listen);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /// All that clients have said.
    public List<String> commands() {
        synchronized (commands) {
            return List.copyOf(commands);
        }
    }

    /// Every time that this was said.
    List<String> said(String command) {
        synchronized (commands) {
            return commands.stream().filter(command::equals).toList();
        }
    }

    /// The mails for this recipient.
    public List<Mail> mailsFor(String recipient) {
        synchronized (mails) {
            return mails.stream().filter(m -> m.recipients().contains(recipient)).toList();
        }
    }

    public int connections() {
        return connections.get();
    }

    /// How many times a connection was read from: few, if commands come in one packet.
    int reads() {
        return reads.get();
    }

    /// How many octets have come, of commands and messages.
    long octets() {
        return octets.get();
    }

    void countRead(int count) {
        reads.incrementAndGet();
        octets.addAndGet(Math.max(0, count));
    }

    public ScriptedSmtpServer on(Stage stage, Answer... answers) {
        synchronized (script) {
            script.computeIfAbsent(stage, s -> new ArrayDeque<>()).addAll(List.of(answers));
        }
        return this;
    }

    public ScriptedSmtpServer onRecipient(String address, String reply) {
        recipientReplies.put(address, reply);
        return this;
    }

    /// From now on, whenever the script has nothing else for this stage.
    public ScriptedSmtpServer always(Stage stage, Answer answer) {
        standing.put(stage, answer);
        return this;
    }

    /// Behaves well again at this stage.
    public ScriptedSmtpServer nevermore(Stage stage) {
        standing.remove(stage);
        return this;
    }

    @Nullable Answer next(Stage stage) {
        synchronized (script) {
            Queue<Answer> answers = script.get(stage);
            Answer answer = answers == null ? null : answers.poll();
            return answer == null ? standing.get(stage) : answer;
        }
    }

    String recipientReply(String address, int acceptedSoFar) {
        String scripted = recipientReplies.get(address);
        if (scripted != null) {
            return scripted;
        }
        return acceptedSoFar >= recipientsPerTransaction
                ? "452 4.5.3 Too many recipients"
                : "250 2.1.5 Ok " + address;
    }

    private void listen() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new ScriptedSession(this, socket).run();
        } catch (IOException e) {
            // The client has gone, or the script closed the connection.
        } finally {
            open.remove(socket);
        }
    }

    /// Closes all connections under the clients that keep them.
    public void dropConnections() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            dropConnections();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
