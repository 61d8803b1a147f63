package dev.mailswitch.model.lifecycle;

/// What is known of a recipient's attempts when something is said about one of them.
///
/// @param latest   the number of the latest one started, 0 for none
/// @param standing the number of the latest one that may have brought the mail out: open, unknown
///     or accepted; 0 for none
/// @param failed   the one spoken of is on record as certainly not accepted, or as blocked later
public record Attempted(int latest, int standing, boolean failed) {

    public Attempted {
        if (standing < 0 || standing > latest) {
            throw new IllegalArgumentException("no such attempt stands");
        }
    }

    /// The latest one is spoken of, and nobody has heard anything of it before.
    public static Attempted open(int latest) {
        return new Attempted(latest, latest, false);
    }
}
