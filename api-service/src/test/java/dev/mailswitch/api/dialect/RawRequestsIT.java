package dev.mailswitch.api.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.api.TestDatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that no client library sends.
@QuarkusTest
@QuarkusTestResource(TestDatabaseResource.class)
class RawRequestsIT {

    @TestHTTPResource("/")
    URI server;

    /// Whoever comes first to the server finds the framework's own decoder.
    @BeforeEach
    void anybody() throws IOException {
        answerTo("GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/emails?tag=%zz HTTP/1.1\r\nHost: x\r\n",
                "GET /api/v1/em%zzails HTTP/1.1\r\nHost: x\r\n",
                "GET /api/v1/emails/%zz HTTP/1.1\r\nHost: x\r\n",
                "GET /api/v1/emails HTTP/1.1\r\n",
                "GET /nothing HTTP/1.1\r\nHost: a b\r\n",
                "GET /api/v1/emails HTTP/1.1\r\nHost: a\r\nHost: b\r\n"
            })
    void whatCannotBeRoutedIsAnsweredAsOnItsPath(String head) throws IOException {
        String answer = answerTo(head + "Connection: close\r\nX-Request-Id: mine-1\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("X-Request-Id: mine-1")
                .containsIgnoringCase("Content-Type: application/problem+json")
                .contains("errors/bad_request");
    }

    @Test
    void aPathThatIsNoneIsNotFound() throws IOException {
        assertThat(answerTo("GET api HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ")
                .containsIgnoringCase("X-Request-Id: ")
                .contains("errors/not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: gzip, chunked\r\n"
            })
    void aRequestOfTwoLengthsIsRefusedAndNothingBehindItIsRead(String framing) throws IOException {
        String smuggled = "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n";
        String answer =
                answerTo(
                        "POST /api/v1/emails HTTP/1.1\r\nHost: x\r\n"
                                + "Content-Type: application/json\r\n"
                                + framing
                                + "\r\n0\r\n\r\n"
                                + smuggled);
        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("Connection: close")
                .contains("errors/bad_request")
                .containsOnlyOnce("HTTP/1.");
    }

    @Test
    void chunksAloneKeepTheConnection() throws IOException {
        String answer =
                answerTo(
                        "POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "2\r\n{}\r\n0\r\n\r\nGET /nothing HTTP/1.1\r\nHost: x\r\n"
                                + "Connection: close\r\n\r\n");
        assertThat(answer.split("HTTP/1.1 404 ", -1)).hasSize(3);
    }

    /// All that the server says until it closes the connection.
    private String answerTo(String request) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
