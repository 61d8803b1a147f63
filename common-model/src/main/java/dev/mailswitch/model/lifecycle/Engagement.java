package dev.mailswitch.model.lifecycle;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a mail was opened or a link of it followed.
///
/// @param url   the link, or null; at most 1,500 characters
/// @param agent what kind of program it was, one word: `browser`, `apple_privacy`, `scanner` …
/// @param bot   a program that nobody sits at; not counted as a person
public record Engagement(@Nullable String url, String agent, boolean bot) {

    public static final int MAX_URL = 1_500;

    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    public Engagement {
        if (!WORD.matcher(agent).matches()) {
            throw new IllegalArgumentException("not a kind of program");
        }
        if (url != null
                && (url.length() > MAX_URL || !url.chars().allMatch(c -> c > ' ' && c < 0x7F))) {
            throw new IllegalArgumentException("not a link");
        }
    }
}
