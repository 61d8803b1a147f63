package dev.mailswitch.compose;

import dev.mailswitch.compose.HtmlMarks.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Changes to a text at places that do not overlap; everything between stays as it is.
final class Patches {

    private record Patch(Span span, String text) {}

    private final String original;
    private final List<Patch> patches = new ArrayList<>();

    Patches(String original) {
        this.original = original;
    }

    void insert(int at, String text) {
        replace(new Span(at, at), text);
    }

    void replace(Span span, String text) {
        patches.add(new Patch(span, text));
    }

    String done() {
        if (patches.isEmpty()) {
            return original;
        }
        // Stable: of two at one place the first given comes first.
        patches.sort(Comparator.comparingInt(patch -> patch.span().from()));
        StringBuilder out = new StringBuilder(original.length() + 256);
        int from = 0;
        for (Patch patch : patches) {
            out.append(original, from, patch.span().from()).append(patch.text());
            from = patch.span().to();
        }
        return out.append(original, from, original.length()).toString();
    }
}
