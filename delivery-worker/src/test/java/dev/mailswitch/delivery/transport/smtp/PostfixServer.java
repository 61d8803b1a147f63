package dev.mailswitch.delivery.transport.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A Postfix of our own, in a folder of our own, on loopback ports, delivering into Maildirs; the
/// machine's own Postfix, if there is one running, is not touched. Needs root, as Postfix does.
final class PostfixServer implements AutoCloseable {

    /// Every address of this domain exists, except those beginning with `nobody`.
    static final String DOMAIN = "mailswitch.test";

    private final Path home;
    private final Path config;
    private final int port = freePort();
    private final int tlsPort = freePort();

    static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "postfix")));
    }

    PostfixServer() {
        try {
            home = Files.createTempDirectory("postfix");
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
            config = Files.createDirectory(home.resolve("etc"));
            for (String folder : List.of("queue", "data", "mail", "log")) {
                Files.createDirectory(home.resolve(folder));
            }
            run("chown", "postfix", home.resolve("data").toString());
            run("chown", "nobody", home.resolve("mail").toString());
            TestCertificate.LOCALHOST.writePem(config.resolve("server.pem"));
            Files.writeString(config.resolve("main.cf"), mainCf());
            Files.writeString(config.resolve("master.cf"), masterCf());
            Files.writeString(config.resolve("domains"), "/^nobody/ REJECT 5.1.1 No such user\n");
            run("postfix", "-c", config.toString(), "start");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> listens(port) && listens(tlsPort));
    }

    int port() {
        return port;
    }

    int tlsPort() {
        return tlsPort;
    }

    private String mainCf() {
        return """
        compatibility_level = 3.6
        queue_directory = %1$s/queue
        data_directory = %1$s/data
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        meta_directory = /etc/postfix
        shlib_directory = /usr/lib/postfix
        mail_owner = postfix
        setgid_group = postdrop
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = postfix.mailswitch.test
        mydestination =
        mynetworks = 127.0.0.0/8
        maillog_file = %1$s/log/maillog
        maillog_file_prefixes = %1$s
        virtual_mailbox_domains = %2$s
        virtual_mailbox_base = %1$s/mail
        virtual_mailbox_maps = static:all/
        default_transport = discard
        virtual_uid_maps = static:65534
        virtual_gid_maps = static:65534
        virtual_mailbox_limit = 0
        message_size_limit = 10000000
        smtputf8_enable = yes
        smtpd_recipient_limit = 20
        smtpd_recipient_restrictions = check_recipient_access regexp:%1$s/etc/domains, reject_unauth_destination
        smtpd_tls_security_level = may
        smtpd_tls_chain_files = %1$s/etc/server.pem
        smtpd_client_connection_count_limit = 0
        smtpd_client_connection_rate_limit = 0
        default_database_type = hash
        alias_maps =
        """
                .formatted(home, DOMAIN);
    }

    private String masterCf() {
        return """
        127.0.0.1:%d inet n - n - 20 smtpd
        127.0.0.1:%d inet n - n - 20 smtpd
          -o smtpd_tls_wrappermode=yes
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        proxymap unix - - n - - proxymap
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd
        """
                .formatted(port, tlsPort);
    }

    /// The mails delivered to this address. They all lie in one Maildir.
    List<String> mails(String recipient) {
        Path inbox = home.resolve("mail").resolve("all").resolve("new");
        String mark = "\nDelivered-To: " + new String(recipient.getBytes(UTF_8), ISO_8859_1) + "\n";
        if (!Files.isDirectory(inbox)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inbox)) {
            return files.map(PostfixServer::read).filter(mail -> mail.contains(mark)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String... command) throws IOException {
        Path output = home.resolve("log").resolve("commands");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                        .start();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(
                        String.join(" ", command) + " failed:\n" + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            run("postfix", "-c", config.toString(), "stop");
            Files.walkFileTree(
                    home,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                                throws IOException {
                            Files.deleteIfExists(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(Path dir, IOException e)
                                throws IOException {
                            Files.deleteIfExists(dir);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
