package dev.mailswitch.api.template;

/// What came of looking for a template.
public sealed interface Lookup {

    record Found(Template template) implements Lookup {}

    /// The organisation has none such.
    record Unknown() implements Lookup {}

    /// It is there, and put away.
    record Archived() implements Lookup {}
}
