package dev.mailswitch.api.template.language;

import java.util.List;

/// A piece of a program.
sealed interface Node {

    /// Stands as it is.
    record Text(String text) implements Node {}

    /// @param raw not escaped, even in HTML
    record Value(Reference reference, boolean raw) implements Node {}

    /// `if` and `unless`; opens no scope.
    record Condition(Reference reference, boolean negated, List<Node> then, List<Node> otherwise)
            implements Node {
        public Condition {
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }
    }

    /// `each`; its body has a scope for the item.
    record Loop(Reference reference, List<Node> body, List<Node> otherwise) implements Node {
        public Loop {
            body = List.copyOf(body);
            otherwise = List.copyOf(otherwise);
        }
    }

    /// `with`; its body has a scope for the value.
    record With(Reference reference, List<Node> body, List<Node> otherwise) implements Node {
        public With {
            body = List.copyOf(body);
            otherwise = List.copyOf(otherwise);
        }
    }
}
