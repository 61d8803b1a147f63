package dev.mailswitch.api.accept;

/// What came of making a mail's words of a template.
sealed interface Rendered {

    record Done(Matter.Written written) implements Rendered {}

    record Refused(Refusal refusal) implements Rendered {}
}
