package dev.mailswitch.api.template.language;

/// Ends the reading of a part; never leaves the package.
final class SyntaxError extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Place place;
    private final String words;

    SyntaxError(Place place, String words) {
        super(words, null, false, false);
        this.place = place;
        this.words = words;
    }

    Flaw in(Part part) {
        return new Flaw(part, place.line(), place.column(), words);
    }
}
