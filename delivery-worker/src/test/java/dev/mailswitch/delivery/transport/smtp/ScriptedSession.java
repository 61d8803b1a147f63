package dev.mailswitch.delivery.transport.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Mail;
import dev.mailswitch.delivery.transport.smtp.ScriptedSmtpServer.Stage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;

/// One connection to the scripted server. Strict where a client could be wrong: only CRLF ends a line.
final class ScriptedSession {

    private final ScriptedSmtpServer server;
    private final Socket socket;
    private InputStream in;
    private OutputStream out;
    private String from = "";
    private final List<String> recipients = new ArrayList<>();

    ScriptedSession(ScriptedSmtpServer server, Socket socket) throws IOException {
        this.server = server;
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = counted(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    private InputStream counted(InputStream raw) {
        return new BufferedInputStream(
                new FilterInputStream(raw) {
                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        int count = super.read(buffer, offset, length);
                        server.countRead(count);
                        return count;
                    }
                },
                65_536);
    }

    void run() throws IOException {
        if (server.implicitTls) {
            goTls();
        }
        answer(Stage.BANNER, "220 scripted.test ESMTP");
        while (true) {
            String line = line();
            server.commands.add(line);
            String verb = line.toUpperCase(Locale.ROOT).split(" ", 2)[0];
            switch (verb) {
                case "EHLO" -> ehlo();
                case "HELO" -> answer(Stage.HELO, "250 scripted.test");
                case "STARTTLS" -> {
                    if (answer(Stage.STARTTLS, "220 2.0.0 Go").startsWith("220")) {
                        goTls();
                    }
                }
                case "AUTH" -> auth(line);
                case "RSET" -> {
                    recipients.clear();
                    answer(Stage.RSET, "250 2.0.0 Ok");
                }
                case "MAIL" -> {
                    recipients.clear();
                    from = answer(Stage.MAIL, "250 2.1.0 Ok").startsWith("2") ? path(line) : "-";
                }
                case "RCPT" -> rcpt(path(line));
                case "DATA" -> data();
                case "QUIT" -> {
                    answer(Stage.QUIT, "221 2.0.0 Bye");
                    return;
                }
                default -> say("500 5.5.2 What?");
            }
        }
    }

    private static String path(String line) {
        return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
    }

    private void ehlo() throws IOException {
        Answer answer = server.next(Stage.EHLO);
        if (answer != null) {
            act(answer);
            return;
        }
        StringBuilder lines = new StringBuilder("250-scripted.test greets you\r\n");
        List<String> offered = server.extensions;
        for (int i = 0; i < offered.size(); i++) {
            lines.append("250").append(i + 1 < offered.size() ? '-' : ' ');
            lines.append(offered.get(i)).append("\r\n");
        }
        send(offered.isEmpty() ? "250 scripted.test\r\n" : lines.toString());
    }

    private void rcpt(String address) throws IOException {
        String reply =
                from.equals("-")
                        ? "503 5.5.1 MAIL first"
                        : server.recipientReply(address, recipients.size());
        if (answer(Stage.RCPT, reply).startsWith("2")) {
            recipients.add(address);
        }
    }

    private void data() throws IOException {
        boolean nobody = recipients.isEmpty();
        String reply =
                answer(Stage.DATA, nobody ? "554 5.5.1 No valid recipients" : "354 Go ahead");
        if (!reply.startsWith("354")) {
            return;
        }
        Answer body = server.next(Stage.BODY);
        if (body != null) {
            act(body);
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (true) {
            String line = line();
            if (line.equals(".")) {
                break;
            }
            content.write((line.startsWith(".") ? line.substring(1) : line).getBytes(UTF_8));
            content.write("\r\n".getBytes(UTF_8));
        }
        String end = nobody ? "554 5.5.1 No valid recipients" : "250 2.0.0 Ok: queued as 4711";
        Answer scripted = server.next(Stage.DOT);
        Mail mail = new Mail(from, List.copyOf(recipients), content.toString(UTF_8));
        server.bodies.add(mail);
        // Before the client hears of it, or a test might look too early.
        if (scripted == null) {
            if (!nobody) {
                server.mails.add(mail);
            }
            say(end);
        } else if (scripted instanceof Answer.Say said && said.lines()[0].startsWith("2")) {
            server.mails.add(mail);
            act(scripted);
        } else if (act(scripted).startsWith("2")) {
            server.mails.add(mail);
        }
        recipients.clear();
    }

    private void auth(String line) throws IOException {
        Answer answer = server.next(Stage.AUTH);
        if (answer != null) {
            act(answer);
            return;
        }
        String said = ScriptedLogin.run(line, this::challenge);
        say(said.equals(server.login) ? "235 2.7.0 Welcome" : "535 5.7.8 Wrong: " + line);
    }

    private String challenge(String text) {
        try {
            say("334 " + text);
            String answer = line();
            server.commands.add(answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void goTls() throws IOException {
        SSLSocket secured =
                (SSLSocket)
                        server.tls
                                .getSocketFactory()
                                .createSocket(socket, socket.getInputStream(), true);
        secured.startHandshake();
        in = counted(secured.getInputStream());
        out = secured.getOutputStream();
    }

    private String answer(Stage stage, String usual) throws IOException {
        Answer answer = server.next(stage);
        if (answer == null) {
            say(usual);
            return usual;
        }
        return act(answer);
    }

    private String act(Answer answer) throws IOException {
        switch (answer) {
            case Answer.Say say -> {
                send(String.join("\r\n", say.lines()) + "\r\n");
                return say.lines()[say.lines().length - 1];
            }
            case Answer.Raw raw -> {
                send(raw.octets());
                return raw.octets();
            }
            case Answer.SayAndDrop say -> {
                say(say.line());
                // An orderly end, not a reset: what was said must arrive.
                socket.shutdownOutput();
                in.transferTo(OutputStream.nullOutputStream());
                throw new EOFException();
            }
            case Answer.Drop _ -> throw new EOFException();
            case Answer.Reset reset -> {
                in.readNBytes(reset.after());
                socket.setSoLinger(true, 0);
                throw new EOFException();
            }
            case Answer.Hang _ -> {
                // Until the client goes; reads nothing that it sends.
                while (!socket.isClosed()) {
                    LockSupport.parkNanos(20_000_000);
                }
                throw new EOFException();
            }
            case Answer.Awaited awaited -> {
                try {
                    awaited.leave().await();
                } catch (InterruptedException e) {
                    throw new EOFException();
                }
                say(awaited.line());
                return awaited.line();
            }
            case Answer.Drip _ -> {
                while (true) {
                    send("2");
                    LockSupport.parkNanos(20_000_000);
                }
            }
            case Answer.Flood flood -> {
                while (true) {
                    say(flood.line());
                }
            }
        }
    }

    private void say(String line) throws IOException {
        send(line + "\r\n");
    }

    private void send(String octets) throws IOException {
        out.write(octets.getBytes(UTF_8));
        out.flush();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int before = 0;
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException();
            }
            if (octet == '\n' && before == '\r') {
                String text = line.toString(UTF_8);
                return text.substring(0, text.length() - 1);
            }
            line.write(octet);
            before = octet;
        }
    }
}
