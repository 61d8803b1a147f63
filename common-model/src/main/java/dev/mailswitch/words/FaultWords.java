package dev.mailswitch.words;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What an exception says, in words for operators: they stand in attempts, in what is said of an
/// account and in messages of commands. Names of Java's classes are left out, since they say nothing
/// to who does not read its code; where an exception has a name and nothing more, its kind is told.
public final class FaultWords {

    /// The most characters of them.
    public static final int MOST = 300;

    /// Characters of a message that are looked at: it may quote what came from outside.
    private static final int MOST_READ = 4 * MOST;

    /// Causes may be in a ring.
    private static final int DEPTH = 10;

    /// `java.net.ConnectException: `, `SunCertPathBuilderException: `, with and without what follows
    /// it.
    private static final Pattern CLASS_NAME =
            Pattern.compile("(?:\\b[a-z]\\w*\\.)*\\b[A-Z][\\w$]*(?:Exception|Error)\\b(?::\\s*)?");

    private static final Pattern GAPS = Pattern.compile("[\\s\\p{Cc}\\u2028\\u2029]+");

    private FaultWords() {}

    /// One line, not empty, of at most [#MOST] characters.
    public static String of(Throwable fault) {
        Throwable last = fault;
        @Nullable Throwable at = fault;
        for (int depth = 0; at != null && depth < DEPTH; depth++, at = at.getCause()) {
            String words = said(at);
            if (!words.isEmpty()) {
                return shortened(words, MOST);
            }
            last = at;
        }
        return kind(last);
    }

    private static String said(Throwable fault) {
        if (fault instanceof FileSystemException file) {
            // Its message begins with the path, which its reader has in hand, and may be no more.
            String reason = file.getReason();
            return reason == null ? kindOfFile(file) : cleaned(reason);
        }
        if (fault instanceof UnknownHostException) {
            // Its message is the name alone.
            return kind(fault);
        }
        String message = fault.getMessage();
        return message == null || isOfCause(message, fault) ? "" : cleaned(message);
    }

    /// `new X(cause)` takes the words of its cause for its own, with none of what is said of it here.
    private static boolean isOfCause(String message, Throwable fault) {
        Throwable cause = fault.getCause();
        return cause != null && message.equals(cause.toString());
    }

    private static String cleaned(String message) {
        String read = shortened(message, MOST_READ);
        String named = CLASS_NAME.matcher(read).replaceAll("");
        return GAPS.matcher(named).replaceAll(" ").strip();
    }

    /// Never half a character.
    private static String shortened(String words, int most) {
        if (words.length() <= most) {
            return words;
        }
        int end = Character.isHighSurrogate(words.charAt(most - 1)) ? most - 1 : most;
        return words.substring(0, end);
    }

    private static String kind(Throwable fault) {
        return switch (fault) {
            case SocketTimeoutException late -> "it took too long";
            case TimeoutException late -> "it took too long";
            case NoRouteToHostException none -> "no way leads there";
            case ConnectException none -> "no connection came about";
            case UnknownHostException none -> "its name has no address";
            case UnresolvedAddressException none -> "its name has no address";
            case ClosedChannelException closed -> "the connection was closed";
            case EOFException end -> "it ended too early";
            case SSLException tls -> "TLS failed";
            case IOException broken -> "it broke off";
            default -> "an internal fault";
        };
    }

    private static String kindOfFile(FileSystemException fault) {
        return switch (fault) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "permission denied";
            case NotDirectoryException file -> "it is no directory";
            case FileSystemLoopException loop -> "its links go in a ring";
            default -> "it cannot be read or written";
        };
    }
}
