package dev.mailswitch.api.dialect;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A failure as the log may have it: classes and places, and of the database its SQLSTATE. Messages
/// are left out, for they quote what was sent.
public final class Outline {

    private static final int CAUSES = 8;
    private static final int FRAMES = 12;

    private Outline() {}

    public static String of(Throwable failure) {
        StringBuilder outline = new StringBuilder();
        @Nullable Throwable at = failure;
        for (int i = 0; at != null && i < CAUSES; i++, at = at.getCause()) {
            outline.append(i == 0 ? "" : "\ncaused by ").append(at.getClass().getName());
            if (at instanceof SQLException sql) {
                outline.append(" (").append(sql.getSQLState()).append(')');
            }
            outline.append(
                    Arrays.stream(at.getStackTrace())
                            .limit(FRAMES)
                            .map(frame -> "\n\tat " + frame)
                            .collect(Collectors.joining()));
        }
        return outline.toString();
    }
}
