package dev.mailswitch.api.dialect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// A table of a Markdown page.
public record MarkdownTable(List<String> head, List<Row> rows) {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern BAR = Pattern.compile("(?<!\\\\)\\|");

    public record Row(List<String> cells) {

        /// What stands in code spans in a cell; a cell that is not there has none.
        public List<String> codes(int column) {
            return column >= cells.size()
                    ? List.of()
                    : CODE.matcher(cells.get(column)).results().map(r -> r.group(1)).toList();
        }
    }

    public static List<MarkdownTable> all(String page) {
        List<MarkdownTable> tables = new ArrayList<>();
        List<List<String>> lines = new ArrayList<>();
        for (String line : (page + "\n").split("\n", -1)) {
            if (line.startsWith("|")) {
                lines.add(cells(line));
            } else if (!lines.isEmpty()) {
                // Under the head lies a line of dashes.
                tables.add(
                        new MarkdownTable(
                                lines.getFirst(), lines.stream().skip(2).map(Row::new).toList()));
                lines.clear();
            }
        }
        return tables;
    }

    private static List<String> cells(String line) {
        String inner = line.strip().substring(1, line.strip().length() - 1);
        return Arrays.stream(BAR.split(inner, -1)).map(String::strip).toList();
    }
}
