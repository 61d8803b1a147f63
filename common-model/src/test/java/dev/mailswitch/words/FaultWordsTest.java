package dev.mailswitch.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FaultWordsTest {

    @ParameterizedTest
    @MethodSource
    void namesOfClassesAreLeftOut(Throwable fault, String words) {
        assertThat(FaultWords.of(fault)).isEqualTo(words);
    }

    static Stream<Arguments> namesOfClassesAreLeftOut() {
        return Stream.of(
                Arguments.of(
                        new ConnectException("Connection refused: /127.0.0.1:25"),
                        "Connection refused: /127.0.0.1:25"),
                Arguments.of(
                        new SSLHandshakeException(
                                "PKIX path building failed:"
                                        + " sun.security.provider.certpath.SunCertPathBuilderException:"
                                        + " unable to find valid certification path"),
                        "PKIX path building failed: unable to find valid certification path"),
                Arguments.of(
                        new UncheckedIOException(new IOException("No space left on device")),
                        "No space left on device"),
                Arguments.of(new RuntimeException(new EOFException()), "it ended too early"),
                Arguments.of(new IOException(new ConnectException("refused")), "refused"),
                Arguments.of(new IOException(null, new IOException("of below")), "of below"),
                Arguments.of(new IOException("a\r\nb\tc\u0000"), "a b c"));
    }

    @ParameterizedTest
    @MethodSource
    void whereOnlyAClassTellsItsKindIsSaid(Throwable fault, String words) {
        assertThat(FaultWords.of(fault)).isEqualTo(words);
    }

    static Stream<Arguments> whereOnlyAClassTellsItsKindIsSaid() {
        return Stream.of(
                Arguments.of(new ConnectException(), "no connection came about"),
                Arguments.of(new SocketTimeoutException(), "it took too long"),
                Arguments.of(new TimeoutException(" "), "it took too long"),
                Arguments.of(new UnknownHostException("relay.example"), "its name has no address"),
                Arguments.of(new ClosedChannelException(), "the connection was closed"),
                Arguments.of(new EOFException(), "it ended too early"),
                Arguments.of(new IOException(), "it broke off"),
                Arguments.of(new NullPointerException(), "an internal fault"),
                Arguments.of(new NoSuchFileException("/none"), "there is no such file"),
                Arguments.of(new AccessDeniedException("/secret"), "permission denied"),
                Arguments.of(
                        new UncheckedIOException(new NoSuchFileException("/a")),
                        "there is no such file"),
                Arguments.of(
                        new DirectoryIteratorException(new AccessDeniedException("/secret")),
                        "permission denied"),
                Arguments.of(
                        new RuntimeException(
                                new ExecutionException(new UnknownHostException("relay.example"))),
                        "its name has no address"),
                Arguments.of(
                        new FileSystemException("/a", null, "Too many levels of symbolic links"),
                        "Too many levels of symbolic links"));
    }

    /// A message that only begins as its cause's says more.
    @Test
    void aMessageOfItsOwnGoesBeforeItsCause() {
        IOException cause = new IOException("broken");
        assertThat(FaultWords.of(new IOException(cause + " at byte 7", cause)))
                .isEqualTo("broken at byte 7");
    }

    @Test
    void whatIsLongIsCutAndNoCharacterWithIt() {
        String words = FaultWords.of(new IOException("x".repeat(299) + "😀".repeat(9)));
        assertThat(words).isEqualTo("x".repeat(299));
    }

    @Test
    void causesInARingEnd() {
        IOException one = new IOException((String) null);
        IOException other = new IOException((String) null);
        one.initCause(other);
        other.initCause(one);
        assertThat(FaultWords.of(one)).isEqualTo("it broke off");
    }
}
