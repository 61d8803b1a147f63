package dev.mailswitch.delivery.transport.smtp;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/// The contract with the scripted server behaving well: with and without PIPELINING, in clear, with
/// STARTTLS and with TLS from the start.
class SmtpScriptedContractTest extends SmtpClientContract {

    private final List<ScriptedSmtpServer> servers = new ArrayList<>();
    private final List<SmtpEndpoint> endpoints = new ArrayList<>();

    SmtpScriptedContractTest() {
        add(SmtpSecurity.NONE, List.of("PIPELINING", "8BITMIME", "SIZE 10000000"));
        add(SmtpSecurity.NONE, List.of());
        add(SmtpSecurity.STARTTLS, List.of("STARTTLS", "PIPELINING"));
        add(SmtpSecurity.OPPORTUNISTIC, List.of("STARTTLS", "8BITMIME"));
        add(SmtpSecurity.TLS, List.of("PIPELINING"));
    }

    private void add(SmtpSecurity security, List<String> extensions) {
        ScriptedSmtpServer server = new ScriptedSmtpServer();
        server.extensions = extensions;
        server.implicitTls = security == SmtpSecurity.TLS;
        servers.add(server);
        endpoints.add(new SmtpEndpoint("localhost", server.port(), security, "client.test"));
    }

    @Override
    List<SmtpEndpoint> endpoints() {
        return endpoints;
    }

    @Override
    List<String> arrived(String recipient) {
        return servers.stream()
                .flatMap(server -> server.mailsFor(recipient).stream())
                .map(mail -> mail.content().replace("\r\n", "\n"))
                .toList();
    }

    @AfterAll
    void stop() {
        servers.forEach(ScriptedSmtpServer::close);
        client.close();
    }
}
