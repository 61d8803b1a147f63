package dev.mailswitch.bounce;

import dev.mailswitch.model.outcome.BounceClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The measured part of docs/classification.md.
final class ClassificationPage {

    static final String BEGIN = "<!-- measured: begin -->";
    static final String END = "<!-- measured: end -->";

    private ClassificationPage() {}

    static String render(Measured tuned, Measured heldOut, Measured blind) {
        StringBuilder page = new StringBuilder();
        page.append("\n\n| replies | | class right | reroute or not right |\n|---|---|---|---|\n");
        row(page, "the rules were written with them in view", tuned);
        row(page, "held out", heldOut);
        row(page, "the blind rounds, mended after", blind);
        page.append("\n### Held out\n\n").append(matrix(heldOut));
        page.append(
                "\nMissed:\n\n| reply | a postmaster | the rules | rule |\n|---|---|---|---|\n");
        heldOut.wrong().forEach(line -> page.append(line).append('\n'));
        page.append("\n### The blind rounds, today\n\n").append(matrix(blind));
        page.append("\n### With the rules in view\n\n").append(matrix(tuned)).append('\n');
        return page.toString();
    }

    private static void row(StringBuilder page, String what, Measured measured) {
        page.append(
                "| %s | %d | %s | %s |\n"
                        .formatted(
                                what,
                                measured.samples(),
                                Measured.percent(measured.classShare()),
                                Measured.percent(measured.rerouteShare())));
    }

    /// Rows are what a postmaster says, columns what the rules say.
    private static String matrix(Measured measured) {
        List<BounceClass> classes = new ArrayList<>();
        for (BounceClass each : BounceClass.values()) {
            boolean expected = measured.matrix().containsKey(each);
            boolean said =
                    measured.matrix().values().stream().anyMatch(row -> row.containsKey(each));
            if (expected || said) {
                classes.add(each);
            }
        }
        StringBuilder table = new StringBuilder("| |");
        classes.forEach(each -> table.append(' ').append(column(each)).append(" |"));
        table.append("\n|---|").append("---|".repeat(classes.size())).append('\n');
        for (BounceClass expected : classes) {
            Map<BounceClass, Integer> row = measured.matrix().getOrDefault(expected, Map.of());
            table.append("| `").append(expected.word()).append("` |");
            for (BounceClass said : classes) {
                int count = row.getOrDefault(said, 0);
                String cell = expected == said ? "**" + count + "**" : Integer.toString(count);
                table.append(' ').append(count == 0 ? "" : cell).append(" |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    /// Narrow enough for a table of eighteen columns.
    private static String column(BounceClass each) {
        return each.word().replace("_", "<br>");
    }
}
