package dev.mailswitch.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// An SMTP server that takes every mail and counts arrivals by subject. It offers no extension, so
/// nothing tells it that two mails are one. It can be told to keep its answers to itself, so that
/// calls are certainly open when something else is killed.
final class CountingSmtp implements AutoCloseable {

    private static final String SUBJECT = "subject: ";

    private final ServerSocket socket;
    private final Map<String, Integer> arrivals = new ConcurrentHashMap<>();
    private final Set<Socket> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answers = lock.newCondition();
    private boolean holding;

    CountingSmtp() {
        try {
            socket = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("smtp").start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /// How often a mail with this subject has arrived.
    int arrivals(String subject) {
        return arrivals.getOrDefault(subject, 0);
    }

    /// How often each subject has arrived.
    Map<String, Integer> arrivals() {
        return Map.copyOf(arrivals);
    }

    /// Mails that arrived, and whose sender waits for the answer.
    int unanswered() {
        return unanswered.get();
    }

    /// Answers no final dot any more, until [#release()].
    void hold() {
        lock.lock();
        try {
            holding = true;
        } finally {
            lock.unlock();
        }
    }

    void release() {
        lock.lock();
        try {
            holding = false;
            answers.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket session = socket.accept();
                sessions.add(session);
                Thread.ofVirtual().start(() -> serve(session));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket session) {
        try (session;
                InputStream in = new BufferedInputStream(session.getInputStream());
                OutputStream out = session.getOutputStream()) {
            say(out, "220 counting");
            for (String line = line(in); line != null; line = line(in)) {
                String verb = line.length() < 4 ? line : line.substring(0, 4);
                switch (verb.toUpperCase(java.util.Locale.ROOT)) {
                    case "DATA" -> {
                        say(out, "354 go on");
                        take(in);
                        say(out, "250 counted");
                    }
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    default -> say(out, "250 ok");
                }
            }
        } catch (IOException gone) {
            // The other end was killed.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            sessions.remove(session);
        }
    }

    private void take(InputStream in) throws IOException, InterruptedException {
        String subject = "";
        boolean head = true;
        for (String line = line(in); !".".equals(line); line = line(in)) {
            if (line == null) {
                return; // it was never handed over
            }
            head &= !line.isEmpty();
            if (head && line.regionMatches(true, 0, SUBJECT, 0, SUBJECT.length())) {
                subject = line.substring(SUBJECT.length()).trim();
            }
        }
        arrivals.merge(subject, 1, Integer::sum);
        lock.lockInterruptibly();
        unanswered.incrementAndGet();
        try {
            while (holding) {
                answers.await();
            }
        } finally {
            unanswered.decrementAndGet();
            lock.unlock();
        }
    }

    private static void say(OutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        release();
        for (Socket session : sessions) {
            session.close();
        }
    }
}
