package dev.mailswitch.bounce;

/// Rules that cannot be used. The message is for the operator: it names file, line and rule, and
/// what is wrong with it.
public final class BadRules extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    BadRules(String message) {
        super(message);
    }
}
