package dev.mailswitch.delivery.transport.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A self-signed certificate made by the JDK's keytool, and what believes it.
final class TestCertificate {

    static final String PASSWORD = "changeit";

    /// For `localhost` and 127.0.0.1.
    static final TestCertificate LOCALHOST = make("dns:localhost,ip:127.0.0.1");

    /// Believed, but for somebody else.
    static final TestCertificate ELSEWHERE = make("dns:elsewhere.test");

    private final Path file;
    private final KeyStore keys;

    private TestCertificate(Path file, KeyStore keys) {
        this.file = file;
        this.keys = keys;
    }

    Path file() {
        return file;
    }

    private static TestCertificate make(String names) {
        try {
            Path folder = Files.createTempDirectory("certificate");
            Path file = folder.resolve("keys.p12");
            Process keytool =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "keytool")
                                            .toString(),
                                    "-genkeypair",
                                    "-alias",
                                    "server",
                                    "-keyalg",
                                    "EC",
                                    "-groupname",
                                    "secp256r1",
                                    "-dname",
                                    "CN=server",
                                    "-ext",
                                    "san=" + names,
                                    "-validity",
                                    "30",
                                    "-storetype",
                                    "PKCS12",
                                    "-storepass",
                                    PASSWORD,
                                    "-keystore",
                                    file.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool failed");
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            return new TestCertificate(file, keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    SSLContext serverContext() {
        try {
            KeyManagerFactory factory =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Believes both certificates of this class, and nothing else.
    static TlsTrust trust() {
        try {
            KeyStore authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, null);
            for (TestCertificate each : List.of(LOCALHOST, ELSEWHERE)) {
                authorities.setCertificateEntry(
                        each == LOCALHOST ? "localhost" : "elsewhere",
                        each.keys.getCertificate("server"));
            }
            return TlsTrust.of(authorities);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Key and certificate as one PEM file, for servers that are not written in Java.
    void writePem(Path target) throws IOException, GeneralSecurityException {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        String key =
                lines.encodeToString(keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
        String certificate = lines.encodeToString(keys.getCertificate("server").getEncoded());
        Files.writeString(
                target,
                "-----BEGIN PRIVATE KEY-----\n"
                        + key
                        + "\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n"
                        + certificate
                        + "\n-----END CERTIFICATE-----\n");
    }
}
