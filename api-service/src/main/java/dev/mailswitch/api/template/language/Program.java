package dev.mailswitch.api.template.language;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// A part that was read and can be run.
///
/// @param variables names it asks for, as seen from the outside
/// @param tags      how many it was made of
record Program(List<Node> nodes, SortedSet<String> variables, int tags) {

    Program {
        nodes = List.copyOf(nodes);
        variables = Collections.unmodifiableSortedSet(new TreeSet<>(variables));
    }

    /// One that says just this.
    static Program of(String text) {
        return new Program(List.of(new Node.Text(text)), new TreeSet<>(), 0);
    }
}
