package dev.mailswitch.api.template.language;

/// What a template may cost, whoever wrote it.
///
/// @param source bytes of its parts together, in UTF-8
/// @param tags   in each part
/// @param depth  of blocks within blocks; each `else if` counts as one
/// @param tag    characters in one tag
/// @param output bytes of the parts together once rendered, in UTF-8
/// @param steps  tags, pieces of text, turns of loops and parts of names looked at while rendering
public record Limits(int source, int tags, int depth, int tag, int output, int steps) {

    /// A million steps are some tens of milliseconds of one core.
    public static final Limits STANDARD = new Limits(1 << 20, 10_000, 64, 200, 2 << 20, 1_000_000);
}
