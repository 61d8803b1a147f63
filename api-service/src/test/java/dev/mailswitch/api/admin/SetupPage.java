package dev.mailswitch.api.admin;

import dev.mailswitch.api.dialect.MarkdownTable;
import dev.mailswitch.api.dialect.PageContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;

/// `docs/operations/setup.md`.
record SetupPage(String text) {

    private static final String INDENT = "    ";

    static SetupPage read() {
        try {
            return new SetupPage(
                    Files.readString(
                            PageContract.repository().resolve("docs/operations/setup.md")));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// What is typed in a section, in order.
    ///
    /// @param heading its words
    String typed(String heading) {
        String section = text.split("(?m)^## " + heading + "$", 2)[1].split("(?m)^## ", 2)[0];
        return section.lines()
                .filter(line -> line.startsWith(INDENT))
                .map(line -> line.substring(INDENT.length()))
                .collect(Collectors.joining("\n"));
    }

    /// The names in the first column of the table with that head.
    List<String> names(String head) {
        return MarkdownTable.all(text).stream()
                .filter(table -> table.head().getFirst().equals(head))
                .flatMap(table -> table.rows().stream())
                .flatMap(row -> row.codes(0).stream())
                .toList();
    }
}
