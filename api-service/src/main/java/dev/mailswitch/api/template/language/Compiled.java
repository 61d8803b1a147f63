package dev.mailswitch.api.template.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A template that can be rendered, any number of times and by any number of threads.
public final class Compiled implements Compilation {

    private final Program subject;
    private final @Nullable Program html;
    private final @Nullable Program text;
    private final long bytes;

    private Compiled(Program subject, @Nullable Program html, @Nullable Program text, long bytes) {
        this.subject = subject;
        this.html = html;
        this.text = text;
        this.bytes = bytes;
    }

    static Compilation of(Source source, Limits limits) {
        long bytes = source.bytes();
        if (bytes > limits.source()) {
            return new Flawed(
                    List.of(
                            new Flaw(
                                    largest(source),
                                    1,
                                    1,
                                    "the template has more than %d bytes"
                                            .formatted(limits.source()))));
        }
        List<Flaw> flaws = new ArrayList<>();
        Program subject = part(Part.SUBJECT, source.subject(), limits, flaws);
        Program html = part(Part.HTML, source.html(), limits, flaws);
        Program text = part(Part.TEXT, source.text(), limits, flaws);
        return subject == null || !flaws.isEmpty()
                ? new Flawed(flaws)
                : new Compiled(subject, html, text, bytes);
    }

    private static Part largest(Source source) {
        int html = source.html() == null ? 0 : source.html().length();
        int text = source.text() == null ? 0 : source.text().length();
        int subject = source.subject().length();
        if (subject > Math.max(html, text)) {
            return Part.SUBJECT;
        }
        return html >= text ? Part.HTML : Part.TEXT;
    }

    private static @Nullable Program part(
            Part part, @Nullable String source, Limits limits, List<Flaw> flaws) {
        if (source == null) {
            return null;
        }
        try {
            return Parser.parse(source, limits);
        } catch (SyntaxError wrong) {
            flaws.add(wrong.in(part));
            return null;
        }
    }

    /// The same with a subject that is taken as it is, for doors whose mails bring their own.
    public Compiled withSubject(String literal) {
        return new Compiled(Program.of(literal), html, text, bytes);
    }

    /// Names it asks for, required or only in a condition, as seen from the outside: `name`,
    /// `customer.email`, `items`, `items[].price`.
    public SortedSet<String> variables() {
        SortedSet<String> all = new TreeSet<>(subject.variables());
        if (html != null) {
            all.addAll(html.variables());
        }
        if (text != null) {
            all.addAll(text.variables());
        }
        return Collections.unmodifiableSortedSet(all);
    }

    /// About how many bytes it takes in memory, at the worst.
    public long weight() {
        long tags = subject.tags();
        tags += html == null ? 0 : html.tags();
        tags += text == null ? 0 : text.tags();
        return 1_000 + 2 * bytes + 600 * tags;
    }

    Program subject() {
        return subject;
    }

    @Nullable Program html() {
        return html;
    }

    @Nullable Program text() {
        return text;
    }
}
