package dev.mailswitch.api.accept;

/// How a door names a template of the organisation.
public sealed interface TemplateRef {

    /// By its id or its name; what looks like an id may be a name too.
    record IdOrName(String text) implements TemplateRef {}

    /// By the number the organisation has it under, from 1.
    record Number(int number) implements TemplateRef {}
}
